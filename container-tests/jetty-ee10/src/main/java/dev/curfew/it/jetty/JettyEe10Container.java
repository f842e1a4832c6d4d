package dev.curfew.it.jetty;

import dev.curfew.it.Capabilities;
import dev.curfew.it.Container;
import dev.curfew.it.Deployment;
import dev.curfew.it.ErrorPageSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerSpec;
import dev.curfew.it.TemporaryDirectory;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

/** Embedded Jetty with the servlets of Jakarta EE 10. */
public final class JettyEe10Container implements Container {

    @Override
    public String name() {
        return "jetty-ee10";
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
