package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Forwards, includes and error pages are with the filter as they are without. Errors only over HTTP/1.1: Jetty resets some
 * HTTP/2 streams that end with {@code sendError}, with and without the filter.
 */
final class PassThroughDispatchIT {

    @RegisterExtension
    static final PassThrough APP = new PassThrough(PassThroughDispatchIT::deploy);

    private static void deploy(ServerBuilder server) {
        forwarding(server);
        including(server);
        failing(server);
        failingWithoutAPage(server);
        wrapping(server);
    }

    private static RequestDispatcher to(HttpServletRequest request, String path) {
        return request.getRequestDispatcher(path);
    }

    /** Where the request has come to, and by what; the container's own attributes included. */
    static PassThroughNotes whereabouts(HttpServletRequest request) {
        PassThroughNotes notes = new PassThroughNotes();
        notes.note("dispatch", request::getDispatcherType)
                .note("uri", request::getRequestURI)
                .note("servlet", request::getServletPath)
                .note("info", request::getPathInfo)
                .note("query", request::getQueryString)
                .note("a", () -> request.getParameterValues("a"))
                .note("names", () -> new TreeSet<>(Collections.list(request.getParameterNames())));
        for (String name : names(request)) {
            Object value = request.getAttribute(name);
            boolean plain = value instanceof String || value instanceof Integer;
            notes.note(name, () -> plain ? value : value.getClass().getName());
        }
        return notes;
    }

    private static List<String> names(HttpServletRequest request) {
        List<String> names = new ArrayList<>(new TreeSet<>(Collections.list(request.getAttributeNames())));
        names.removeIf(name -> !name.startsWith("jakarta.servlet."));
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            // Tomcat shows these to a forwarded request that started with itself, unless a filter has wrapped it
            names.removeIf(name -> name.startsWith("jakarta.servlet.forward."));
        }
        return names;
    }

    // ---- forward

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void forwardedRequestIsAnsweredByItsTarget(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/straight?a=1"),
                RequestSpec.post("/straight", "a=1").header("content-type", "application/x-www-form-urlencoded"),
                RequestSpec.get("/dropping?a=1"),
                RequestSpec.get("/nested?a=1"),
                RequestSpec.get("/named?a=1"),
                RequestSpec.get("/committed"));

        assertThat(seen.get(0).text())
                .contains("a = [2, 1]")
                .contains("jakarta.servlet.forward.request_uri = /straight");
        assertThat(seen.get(1).text()).contains("a = [2, 1]");
        assertThat(seen.get(5).text()).contains("sentforward = java.lang.IllegalStateException");
    }

    private static void forwarding(ServerBuilder server) {
        server.handle("/target/*", PassThroughDispatchIT::target)
                .handle(
                        "/straight",
                        (request, response) -> to(request, "/target/x?a=2&b=3").forward(request, response))
                .handle("/dropping", (request, response) -> {
                    response.setHeader("X-Kept", "yes");
                    response.getOutputStream().print("dropped");
                    to(request, "target/y").forward(request, response);
                    response.getOutputStream().print("too late");
                })
                .handle("/nested", (request, response) -> {
                    request.getParameter("a");
                    to(request, "/straight?a=9").forward(request, response);
                })
                .handle(
                        "/named",
                        (request, response) -> request.getServletContext()
                                .getNamedDispatcher("/target/*")
                                .forward(request, response))
                .handle("/committed", (request, response) -> {
                    response.getOutputStream().print("sent");
                    response.flushBuffer();
                    new PassThroughNotes()
                            .note("forward", () -> {
                                to(request, "/target/x").forward(request, response);
                                return "allowed";
                            })
                            .writeTo(response);
                });
    }

    static void target(HttpServletRequest request, HttpServletResponse response) throws IOException {
        whereabouts(request).writeTo(response);
        response.flushBuffer(); // Undertow lets no wrapped response that was forwarded tell its length
    }

    // ---- include

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void includedOutputStandsWhereItWasIncluded(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/by-stream?a=1"),
                RequestSpec.get("/by-writer"),
                RequestSpec.get("/mixed"),
                RequestSpec.get("/forwarding"));

        assertThat(seen.get(0).text())
                .startsWith("before ")
                .contains("a = [2, 1]")
                .endsWith(" after");
        assertThat(seen.get(0).headers()).extracting(h -> h.getKey()).doesNotContain("x-included", "content-language");
        assertThat(seen.get(1).text()).isEqualTo("before ä[included][flushed][included]after");
    }

    private static void including(ServerBuilder server) {
        server.handle("/stream", (request, response) -> {
                    changeWhatAnIncludeMustNot(response);
                    whereabouts(request).writeTo(response);
                })
                .handle("/writer", (request, response) -> {
                    changeWhatAnIncludeMustNot(response);
                    response.getWriter().print("[included]");
                })
                .handle("/flushing", (request, response) -> {
                    response.getWriter().print("[flushed]");
                    response.flushBuffer();
                })
                .handle("/by-stream", (request, response) -> {
                    response.getOutputStream().print("before ");
                    to(request, "/stream?a=2").include(request, response);
                    response.getOutputStream().print(" after");
                })
                .handle("/by-writer", (request, response) -> {
                    response.setContentType("text/plain;charset=UTF-8");
                    response.getWriter().print("before ä");
                    to(request, "/writer").include(request, response);
                    to(request, "/flushing").include(request, response);
                    to(request, "/writer").include(request, response);
                    response.setHeader("X-Late", "yes");
                    response.getWriter().print("after");
                    response.flushBuffer();
                })
                .handle("/mixed", (request, response) -> {
                    response.getWriter().print("before");
                    new PassThroughNotes().note("include", () -> {
                        to(request, "/stream").include(request, response);
                        return "allowed";
                    });
                    response.getWriter().print("after");
                })
                .handle(
                        "/forwarding",
                        (request, response) -> to(request, "/by-writer").forward(request, response));
    }

    private static void changeWhatAnIncludeMustNot(HttpServletResponse response) {
        response.setStatus(418);
        response.setHeader("X-Included", "yes");
        response.addHeader("X-Included", "twice");
        response.setContentType("text/included");
        response.setContentLength(3);
        response.setLocale(Locale.ITALY);
    }

    // ---- errors

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false) // see the class
    void errorPageAnswers(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/error?a=1"),
                RequestSpec.get("/message"),
                RequestSpec.get("/half"),
                RequestSpec.get("/runtime?a=1"),
                RequestSpec.get("/wrapped"),
                RequestSpec.get("/io"),
                RequestSpec.get("/forwarded"),
                RequestSpec.get("/included"),
                RequestSpec.post("/error", "a=1").header("content-type", "application/x-www-form-urlencoded"));

        assertThat(seen.subList(0, 3)).extracting(Response::status).containsOnly(418);
        assertThat(seen.subList(3, 6)).extracting(Response::status).containsOnly(500);
        for (Response response : seen.subList(0, 7)) {
            assertThat(response.text()).startsWith("page ").contains("jakarta.servlet.error.status_code");
        }
    }

    private static void failing(ServerBuilder server) {
        server.errorPage(418, "/page?a=2")
                .errorPage(IllegalStateException.class, "/page")
                .errorPage(IOException.class, "/page")
                .handle("/page", (request, response) -> {
                    response.setHeader("X-Page", "yes");
                    response.getOutputStream().print("page ");
                    whereabouts(request).writeTo(response);
                })
                .handle("/error", (request, response) -> {
                    request.getParameter("a"); // Jetty drops a body that is not read yet, if it is there already
                    response.sendError(418);
                })
                .handle("/message", (request, response) -> {
                    response.sendError(418, "a message");
                    response.getWriter().write("too late");
                })
                .handle("/half", (request, response) -> {
                    response.setHeader("X-Half", "yes");
                    response.getWriter().write("half");
                    response.sendError(418);
                    new PassThroughNotes().note("committed", response::isCommitted);
                })
                .handle("/runtime", (request, response) -> {
                    response.getWriter().write("half");
                    throw new IllegalStateException("planned");
                })
                .handle("/wrapped", (request, response) -> {
                    throw new ServletException("planned", new IllegalStateException("planned"));
                })
                .handle("/io", (request, response) -> {
                    throw new IOException("planned");
                })
                .handle(
                        "/forwarded",
                        (request, response) -> to(request, "/error").forward(request, response))
                .handle("/included", (request, response) -> {
                    response.getWriter().write("before");
                    to(request, "/error").include(request, response);
                    response.getWriter().write("after");
                });
    }

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false) // see the class
    void errorsWithoutAPageAreTheContainers(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/plain"),
                RequestSpec.get("/plain-message"),
                RequestSpec.get("/plain-message").header("accept", "application/json"),
                RequestSpec.get("/status-only"),
                RequestSpec.get("/late"),
                RequestSpec.get("/plain"));

        assertThat(seen).extracting(Response::status).containsExactly(503, 404, 404, 500, 200, 503);
    }

    private static void failingWithoutAPage(ServerBuilder server) {
        server.handle("/plain", (request, response) -> response.sendError(503))
                .handle("/plain-message", (request, response) -> {
                    response.setHeader("X-Kept", "yes");
                    response.sendError(404, "a <message>");
                })
                .handle("/status-only", (request, response) -> response.setStatus(500))
                .handle("/late", (request, response) -> {
                    response.getWriter().write("sent");
                    response.flushBuffer();
                    throw new IllegalArgumentException("planned");
                });
    }

    // ---- the app's own wrappers

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void appsOwnRequestAndResponseGoAllTheWay(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/own/direct?a=1"),
                RequestSpec.get("/own/forward?a=1"),
                RequestSpec.get("/own/include?a=1"),
                RequestSpec.get("/own/types"));

        assertThat(seen.get(0).text()).startsWith("collected").contains("query = renamed");
        assertThat(seen.get(3).text()).contains("request = true").contains("response = true");
    }

    private static void wrapping(ServerBuilder server) {
        Filter wrapping = (request, response, chain) -> {
            Collected collected = new Collected((HttpServletResponse) response);
            chain.doFilter(new Renamed((HttpServletRequest) request), collected);
            response.getWriter().print(collected.text());
        };
        server.filter(FilterSpec.of("wrapping", wrapping).urlPatterns("/own/*"))
                .handle(
                        "/own/direct",
                        (request, response) -> response.getWriter().print(whereabouts(request)))
                .handle(
                        "/own/forward",
                        (request, response) -> to(request, "/own/direct?a=2").forward(request, response))
                .handle("/own/include", (request, response) -> {
                    response.getWriter().print("before ");
                    to(request, "/own/direct").include(request, response);
                    response.getWriter().print(" after");
                })
                .handle(
                        "/own/types",
                        (request, response) -> response.getWriter()
                                .print(new PassThroughNotes()
                                        .note("request", () -> request instanceof Renamed)
                                        .note("response", () -> response instanceof Collected)));
    }

    private static final class Renamed extends HttpServletRequestWrapper {

        Renamed(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getQueryString() {
            return "renamed " + super.getQueryString();
        }
    }

    private static final class Collected extends HttpServletResponseWrapper {

        private final StringWriter text = new StringWriter();
        private final PrintWriter writer = new PrintWriter(text);

        Collected(HttpServletResponse response) {
            super(response);
        }

        @Override
        public PrintWriter getWriter() {
            return writer;
        }

        String text() {
            return "collected " + text;
        }
    }
}
