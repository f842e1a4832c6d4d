package dev.curfew.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import dev.curfew.test.RequestTimeouts;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterSnippetTest {

    private static final TimeoutPolicy ABORT = TimeoutPolicy.builder(Duration.ofHours(1))
            .onTimeout(TimeoutAction.ABORT)
            .build();

    @TempDir
    Path dir;

    private static RequestTimeouts register(ServletContext context, Watchdog watchdog, TimeoutPolicyResolver resolver) {
        // snippet begin
        RequestTimeouts requestTimeouts = RequestTimeouts.of(watchdog);
        context.addFilter("curfew", new RequestTimeoutFilter(watchdog, resolver))
                .addMappingForUrlPatterns(null, false, "/*");
        context.addFilter("expiring", requestTimeouts.filter()).addMappingForUrlPatterns(null, true, "/*");
        // snippet end
        return requestTimeouts;
    }

    @Test
    void nextRequestToTheServerExpires() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(dir.toString());
        tomcat.setPort(0);
        Context app = tomcat.addContext("", dir.toString());
        Tomcat.addServlet(app, "files", new DefaultServlet());
        app.addServletMappingDecoded("/", "files");
        RequestTimeouts[] timeouts = new RequestTimeouts[1];
        try (Watchdog watchdog = Watchdog.builder().logging(false).build()) {
            app.addServletContainerInitializer(
                    (classes, context) -> timeouts[0] = register(context, watchdog, any -> RoutePolicy.of(ABORT)),
                    null);
            tomcat.start();
            timeouts[0].expireNext("GET", "/none");
            int port = tomcat.getConnector().getLocalPort();
            assertThat(statusOf(port)).isEqualTo(503);
            assertThat(statusOf(port)).isEqualTo(404);
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static int statusOf(int port) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://localhost:" + port + "/none").toURL().openConnection();
        int status = connection.getResponseCode();
        try (InputStream body = connection.getErrorStream()) {
            body.readAllBytes();
        }
        return status;
    }
}
