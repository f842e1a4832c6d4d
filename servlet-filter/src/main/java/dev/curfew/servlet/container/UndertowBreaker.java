package dev.curfew.servlet.container;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Map;

/**
 * Breaks off on Undertow 2.3.
 *
 * <p>HTTP/1: a blocked thread waits in a selector of its own that closing the connection does not wake, so the socket
 * is shut down first; and it is closed below TLS, so that no {@code close_notify} vouches for the bytes so far.
 * HTTP/2: closing the exchange's connection resets its stream only.
 */
final class UndertowBreaker implements ContainerMeans {
    private static final String HTTP1 = "io.undertow.server.protocol.http.HttpServerConnection";
    private static final String HTTP2 = "io.undertow.server.protocol.http2.Http2ServerConnection";
    private static final int NO_ERROR = 0; // RFC 9113 §8.1
    private static final String CONTEXT = "io.undertow.servlet.handlers.ServletRequestContext";
    private static final String SOCKET = "org.xnio.nio.NioSocketStreamConnection";

    @Override
    public void breakOff(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object exchange = Reach.call(request, "getExchange");
        Object connection = Reach.call(exchange, "getConnection");
        if (Reach.is(connection, HTTP1)) {
            resetConnection(Reach.field(connection, "channel"));
        } else if (Reach.is(connection, HTTP2)) {
            resetStream(connection);
        } else {
            throw new IOException("Neither HTTP/1 nor HTTP/2: " + connection);
        }
    }

    @Override
    public void hangUp(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object exchange = Reach.call(request, "getExchange");
        Object connection = Reach.call(exchange, "getConnection");
        if (Reach.is(connection, HTTP1)) {
            Sockets.hangUp(Reach.call(networkOf(Reach.field(connection, "channel")), "getChannel"));
        } else if (Reach.is(connection, HTTP2)) {
            Object id = Reach.call(Reach.field(connection, "requestChannel"), "getStreamId");
            Reach.callForNullable(Reach.field(connection, "channel"), "sendRstStream", id, NO_ERROR);
        } else {
            throw new IOException("Neither HTTP/1 nor HTTP/2: " + connection);
        }
    }

    @Override
    public boolean completesAfterBreak(ServletRequest request) {
        return true;
    }

    @Override
    public boolean isFinished(ServletResponse response) throws ReflectiveOperationException {
        return (boolean) Reach.call(Reach.call(response, "getExchange"), "isResponseComplete");
    }

    /** Its {@code reset()} keeps the encoding and the cookies; and inside an include it answers nobody. */
    @Override
    public void finishReset(ServletRequest request, Collection<String> cookies) throws ReflectiveOperationException {
        Object exchange = Reach.call(request, "getExchange");
        Object context = Reach.call(exchange, "getAttachment", Reach.constant(request, CONTEXT, "ATTACHMENT_KEY"));
        Object response = Reach.call(context, "getOriginalResponse");
        Reach.callForNullable(context, "setDispatcherType", DispatcherType.REQUEST);
        Reach.callForNullable(response, "setInsideInclude", false);
        Reach.callForNullable(response, "setIgnoredFlushPerformed", false);
        Reach.callForNullable(response, "setCharacterEncoding", (Object) null);
        if (!cookies.isEmpty()) {
            Map<?, ?> all = (Map<?, ?>) Reach.call(exchange, "getResponseCookies");
            cookies.forEach(all::remove);
        }
    }

    private static void resetStream(Object connection) throws ReflectiveOperationException, IOException {
        ((Closeable) connection).close();
        Reach.callForNullable(
                Reach.field(connection, "responseChannel"), "markBroken"); // wakes a writer without a window
    }

    private static void resetConnection(Object connection) throws ReflectiveOperationException, IOException {
        Object network = networkOf(connection);
        SocketChannel channel = (SocketChannel) Reach.call(network, "getChannel");
        SelectionKey key = (SelectionKey) Reach.call(Reach.field(network, "conduit"), "getSelectionKey");
        Object guard = connection == network ? channel : Reach.field(connection, "sslConduit");
        synchronized (guard) { // TLS: a woken reader must not get to send close_notify before the close
            Sockets.prepareReset(channel);
            channel.close();
        }
        key.selector().wakeup(); // it must let go of the socket before the system sends the reset
    }

    /** Returns the connection below TLS. */
    private static Object networkOf(Object connection) throws ReflectiveOperationException {
        Object inner = connection;
        while (!Reach.is(inner, SOCKET)) {
            inner = Reach.field(inner, "delegate");
        }
        return inner;
    }
}
