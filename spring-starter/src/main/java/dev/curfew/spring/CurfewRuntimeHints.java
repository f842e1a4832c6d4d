package dev.curfew.spring;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeHint;
import org.springframework.lang.Nullable;
import org.springframework.util.ClassUtils;

/**
 * What native images have to know: what the endpoint writes as JSON, the classes of Tomcat, Jetty and Undertow by which a
 * connection or stream is broken off and its socket asked for its peer, Spring's clients that are asked whether they follow
 * redirects, and what is guarded of JDBC.
 */
final class CurfewRuntimeHints implements RuntimeHintsRegistrar {

    static final List<String> TOMCAT = under(
            "org.apache.",
            "catalina.connector.OutputBuffer",
            "catalina.connector.Request",
            "catalina.connector.RequestFacade",
            "catalina.connector.Response",
            "catalina.connector.ResponseFacade",
            "coyote.AbstractProcessor",
            "coyote.AbstractProcessorLight",
            "coyote.AbstractProtocol",
            "coyote.Request",
            "coyote.Response",
            "coyote.http11.Http11Processor",
            "coyote.http2.AbstractStream",
            "coyote.http2.Http2Error",
            "coyote.http2.Http2Protocol",
            "coyote.http2.Http2UpgradeHandler",
            "coyote.http2.Stream",
            "coyote.http2.StreamException",
            "coyote.http2.StreamProcessor",
            "tomcat.util.net.NioChannel",
            "tomcat.util.net.NioEndpoint$NioSocketWrapper",
            "tomcat.util.net.NioEndpoint$Poller",
            "tomcat.util.net.SecureNioChannel",
            "tomcat.util.net.SocketWrapperBase");

    static final List<String> JETTY = under(
            "org.eclipse.jetty.",
            "ee10.servlet.ServletApiRequest",
            "ee10.servlet.ServletApiResponse",
            "ee11.servlet.ServletApiRequest",
            "ee11.servlet.ServletApiResponse",
            "http2.HTTP2Session",
            "http2.HTTP2Stream",
            "http2.frames.ResetFrame",
            "http2.server.internal.HTTP2ServerConnection",
            "io.AbstractConnection",
            "io.AbstractEndPoint",
            "io.SelectableChannelEndPoint",
            "io.SocketChannelEndPoint",
            "io.ssl.SslConnection$SslEndPoint",
            "server.ProxyConnectionFactory$ProxyEndPoint",
            "server.internal.HttpConnection",
            "util.Callback");

    static final List<String> UNDERTOW = List.of(
            "io.undertow.protocols.http2.Http2Channel",
            "io.undertow.protocols.http2.Http2StreamSinkChannel",
            "io.undertow.protocols.http2.Http2StreamSourceChannel",
            "io.undertow.protocols.ssl.UndertowSslConnection",
            "io.undertow.server.AbstractServerConnection",
            "io.undertow.server.HttpServerExchange",
            "io.undertow.server.protocol.framed.AbstractFramedChannel",
            "io.undertow.server.protocol.framed.AbstractFramedStreamSinkChannel",
            "io.undertow.server.protocol.framed.AbstractFramedStreamSourceChannel",
            "io.undertow.server.protocol.http2.Http2ServerConnection",
            "io.undertow.server.protocol.proxy.ProxyProtocolReadListener$AddressWrappedConnection",
            "io.undertow.servlet.handlers.ServletRequestContext",
            "io.undertow.servlet.spec.HttpServletRequestImpl",
            "io.undertow.servlet.spec.HttpServletResponseImpl",
            "io.undertow.util.AbstractAttachable",
            "org.xnio.nio.NioHandle",
            "org.xnio.nio.NioSocketStreamConnection");

    /** Which are asked whether they follow redirects. */
    static final List<String> CLIENTS = under(
            "org.springframework.http.client.",
            "InterceptingClientHttpRequest",
            "JdkClientHttpRequestFactory",
            "JettyClientHttpRequestFactory",
            "ReactorClientHttpRequestFactory");

    /** What is guarded. */
    static final List<Class<?>> JDBC = List.of(
            Connection.class, Statement.class, PreparedStatement.class, CallableStatement.class, ResultSet.class);

    private static final String ENDPOINT = "org.springframework.boot.actuate.endpoint.annotation.Endpoint";

    CurfewRuntimeHints() {}

    private static List<String> under(String prefix, String... names) {
        return Stream.of(names).map(prefix::concat).toList();
    }

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        Stream.of(TOMCAT, JETTY, UNDERTOW, CLIENTS)
                .flatMap(List::stream)
                .forEach(name -> hints.reflection().registerTypeIfPresent(classLoader, name, this::allMembers));
        JDBC.forEach(hints.proxies()::registerJdkProxy);
        if (ClassUtils.isPresent(ENDPOINT, classLoader)) {
            RequestTimeoutsEndpoint.types().forEach(type -> hints.reflection().registerType(type, this::allMembers));
        }
    }

    private void allMembers(TypeHint.Builder hint) {
        hint.withMembers(
                MemberCategory.INVOKE_DECLARED_METHODS,
                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                MemberCategory.DECLARED_FIELDS);
    }
}
