package dev.curfew.it.jetty;

import dev.curfew.it.Container;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerSpec;
import dev.curfew.it.TemporaryDirectory;
import dev.curfew.it.TestCertificate;
import dev.curfew.it.VirtualThreads;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** What both Jetty environments have in common: the server below the servlets. */
final class JettyServers {

    private static final long STOP_MILLIS = 1_000;

    private JettyServers() {}

    static RunningServer start(
            Container container, ServerSpec spec, ContextHandler application, TemporaryDirectory directory)
            throws Exception {
        ExecutorService virtual = spec.virtualThreads() ? VirtualThreads.newExecutor() : null;
        QueuedThreadPool pool = new QueuedThreadPool(spec.maxThreads());
        pool.setVirtualThreadsExecutor(virtual);
        Server server = new Server(pool);
        server.setStopTimeout(STOP_MILLIS);
        ServerConnector connector = new GatedConnector(server, connectionFactories(spec));
        connector.setHost("127.0.0.1");
        if (spec.sendBuffer() > 0) {
            connector.setAcceptedSendBufferSize(spec.sendBuffer());
        }
        server.addConnector(connector);
        application.setClassLoader(spec.classLoader());
        ContextHandlerCollection applications = new ContextHandlerCollection(true, application);
        server.setHandler(applications);
        server.start();
        return new RunningServer(
                container,
                spec.protocol(),
                connector.getLocalPort(),
                () -> undeploy(applications),
                server::stop,
                () -> stop(virtual),
                directory::close);
    }

    private static void undeploy(ContextHandlerCollection applications) throws Exception {
        Handler application = applications.getHandlers().get(0);
        applications.removeHandler(application);
        application.stop();
        application.destroy();
    }

    private static void stop(ExecutorService virtual) {
        if (virtual != null) {
            virtual.shutdownNow();
        }
    }

    private static ConnectionFactory[] connectionFactories(ServerSpec spec) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        switch (spec.protocol()) {
            case HTTP_1_1 -> {
                return new ConnectionFactory[] {http1};
            }
            case H2C -> {
                return new ConnectionFactory[] {http1, new HTTP2CServerConnectionFactory(http)};
            }
            case HTTPS_1_1 -> {
                http.addCustomizer(new SecureRequestCustomizer(false));
                return new ConnectionFactory[] {tls(http1.getProtocol()), http1};
            }
            default -> {
                http.addCustomizer(new SecureRequestCustomizer(false));
                ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
                alpn.setDefaultProtocol(http1.getProtocol());
                ConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
                return new ConnectionFactory[] {tls(alpn.getProtocol()), alpn, http2, http1};
            }
        }
    }

    private static SslConnectionFactory tls(String next) throws Exception {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(TestCertificate.keyStore().toString());
        context.setKeyStorePassword(TestCertificate.PASSWORD);
        return new SslConnectionFactory(context, next);
    }
}
