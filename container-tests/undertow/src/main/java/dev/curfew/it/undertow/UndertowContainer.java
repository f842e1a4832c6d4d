package dev.curfew.it.undertow;

import dev.curfew.it.Capabilities;
import dev.curfew.it.Container;
import dev.curfew.it.Deployment;
import dev.curfew.it.ErrorPageSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerSpec;
import dev.curfew.it.TemporaryDirectory;
import dev.curfew.it.TestCertificate;
import dev.curfew.it.VirtualThreads;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.xnio.Options;

/** Embedded Undertow. */
public final class UndertowContainer implements Container {

    private static final int STOP_MILLIS = 1_000;

    @Override
    public String name() {
        return "undertow";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.all();
    }

    @Override
    public RunningServer start(ServerSpec spec) throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.create();
        ExecutorService virtual = spec.virtualThreads() ? VirtualThreads.newExecutor() : null;
        DeploymentManager manager = Servlets.newContainer()
                .addDeployment(deployment(spec, directory).setExecutor(virtual));
        manager.deploy();
        CheckedBuffers buffers = CheckedBuffers.create();
        UndertowApplication application = new UndertowApplication(manager);
        Undertow server = server(spec, application, buffers);
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        return new RunningServer(
                this,
                spec.protocol(),
                port,
                application::undeploy,
                application::undeploy,
                server::stop,
                () -> stop(virtual),
                directory::close,
                buffers::requireNoneFreedByBreaker);
    }

    private static void stop(ExecutorService virtual) {
        if (virtual != null) {
            virtual.shutdownNow();
        }
    }

    private static DeploymentInfo deployment(ServerSpec spec, TemporaryDirectory directory) {
        ClassLoader classLoader =
                spec.classLoader() == null ? UndertowContainer.class.getClassLoader() : spec.classLoader();
        Deployment deployment = new Deployment(spec);
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(classLoader)
                .setContextPath("/")
                .setDeploymentName("test")
                .setTempDir(directory.path().toFile())
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        Deployment.class, new ImmediateInstanceFactory<>(deployment), Set.of()));
        spec.errorPages().forEach(p -> info.addErrorPage(errorPage(p)));
        return info;
    }

    private static ErrorPage errorPage(ErrorPageSpec page) {
        return page.exception() == null
                ? new ErrorPage(page.path(), page.status())
                : new ErrorPage(page.path(), page.exception());
    }

    private static Undertow server(ServerSpec spec, HttpHandler application, CheckedBuffers buffers) throws Exception {
        Undertow.Builder builder = Undertow.builder()
                .setByteBufferPool(buffers)
                .setIoThreads(2)
                .setWorkerThreads(spec.maxThreads())
                .setServerOption(UndertowOptions.ENABLE_HTTP2, spec.protocol().isHttp2())
                // 200 resets within 30 s end a connection by default, which the stress would reach
                .setServerOption(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, Integer.MAX_VALUE)
                .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, STOP_MILLIS)
                .setHandler(application);
        if (spec.sendBuffer() > 0) {
            builder.setSocketOption(Options.SEND_BUFFER, spec.sendBuffer());
        }
        if (spec.protocol().isTls()) {
            builder.addHttpsListener(0, "127.0.0.1", TestCertificate.sslContext());
        } else {
            builder.addHttpListener(0, "127.0.0.1");
        }
        return builder.build();
    }
}
