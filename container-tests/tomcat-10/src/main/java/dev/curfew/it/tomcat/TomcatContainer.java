package dev.curfew.it.tomcat;

import dev.curfew.it.Capabilities;
import dev.curfew.it.Container;
import dev.curfew.it.Deployment;
import dev.curfew.it.ErrorPageSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerSpec;
import dev.curfew.it.TemporaryDirectory;
import dev.curfew.it.wire.Protocol;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Host;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** Embedded Tomcat; the same source for 10.1 and 11. */
public final class TomcatContainer implements Container {

    private static final String HANDLER = "org.apache.coyote.AbstractProtocol$ConnectionHandler";
    private static final String ADAPTER = "org.apache.catalina.connector.CoyoteAdapter"; // runs a request
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(5);

    @Override
    public String name() {
        return ServerInfo.getServerNumber().startsWith("10.1.") ? "tomcat-10.1" : "tomcat-11";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(EnumSet.allOf(Protocol.class), false);
    }

    /**
     * The thread that takes a connection goes on to read frames from it, while another may read them already: each hands
     * the connection on before it has used its frame. The PING that a client sends first is answered by either; so it is
     * waited here until the thread has left.
     */
    @Override
    public void awaitConnected() {
        long begin = System.nanoTime();
        while (Thread.getAllStackTraces().values().stream().anyMatch(TomcatContainer::isTaking)) {
            if (System.nanoTime() - begin > CONNECT_NANOS) {
                throw new IllegalStateException("a thread did not leave a new connection within 5s");
            }
            Thread.yield();
        }
    }

    private static boolean isTaking(StackTraceElement[] stack) {
        return isIn(stack, HANDLER) && !isIn(stack, ADAPTER);
    }

    private static boolean isIn(StackTraceElement[] stack, String className) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(className));
    }

    @Override
    public RunningServer start(ServerSpec spec) throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.create();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.path().toString());
        tomcat.setSilent(true);
        tomcat.setConnector(TomcatConnectors.connector(spec));
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setClearReferencesThreadLocals(false); // would warn about missing --add-opens at each stop
        context.setClearReferencesRmiTargets(false);
        context.setParentClassLoader(spec.classLoader());
        context.addServletContainerInitializer(new Deployment(spec), Set.of());
        spec.errorPages().forEach(p -> context.addErrorPage(errorPage(p)));
        tomcat.start();
        int port = tomcat.getConnector().getLocalPort();
        return new RunningServer(
                this,
                spec.protocol(),
                port,
                () -> undeploy(tomcat.getHost()),
                tomcat::stop,
                tomcat::destroy,
                directory::close);
    }

    private static void undeploy(Host host) {
        host.removeChild(host.findChild(""));
    }

    private static ErrorPage errorPage(ErrorPageSpec spec) {
        ErrorPage page = new ErrorPage();
        page.setLocation(spec.path());
        if (spec.exception() == null) {
            page.setErrorCode(spec.status());
        } else {
            page.setExceptionType(spec.exception().getName());
        }
        return page;
    }
}
