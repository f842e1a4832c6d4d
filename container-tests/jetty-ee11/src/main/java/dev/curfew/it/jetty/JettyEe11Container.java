package dev.curfew.it.jetty;

import dev.curfew.it.Capabilities;
import dev.curfew.it.Container;
import dev.curfew.it.Deployment;
import dev.curfew.it.ErrorPageSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerSpec;
import dev.curfew.it.TemporaryDirectory;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;

/** Embedded Jetty with the servlets of Jakarta EE 11. */
public final class JettyEe11Container implements Container {

    @Override
    public String name() {
        return "jetty-ee11";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.all();
    }

    @Override
    public RunningServer start(ServerSpec spec) throws Exception {
        TemporaryDirectory directory = TemporaryDirectory.create();
        ServletContextHandler application = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        application.setTempDirectory(directory.path().toFile());
        application.addServletContainerInitializer(new Deployment(spec));
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        spec.errorPages().forEach(p -> map(p, errors));
        application.setErrorHandler(errors);
        return JettyServers.start(this, spec, application, directory);
    }

    private static void map(ErrorPageSpec page, ErrorPageErrorHandler errors) {
        if (page.exception() == null) {
            errors.addErrorPage(page.status(), page.path());
        } else {
            errors.addErrorPage(page.exception(), page.path());
        }
    }
}
