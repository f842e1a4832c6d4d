package dev.curfew.it.tomcat;

import dev.curfew.it.Capabilities;
import dev.curfew.it.Container;
import dev.curfew.it.Deployment;
import dev.curfew.it.ErrorPageSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerSpec;
import dev.curfew.it.TemporaryDirectory;
import dev.curfew.it.wire.Protocol;
import java.util.EnumSet;
import java.util.Set;
import org.apache.catalina.Host;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** Embedded Tomcat; the same source for 10.1 and 11. */
public final class TomcatContainer implements Container {

    @Override
    public String name() {
        return ServerInfo.getServerNumber().startsWith("10.1.") ? "tomcat-10.1" : "tomcat-11";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(EnumSet.allOf(Protocol.class), false);
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
