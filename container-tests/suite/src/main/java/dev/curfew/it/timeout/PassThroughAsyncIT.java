package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.Handler;
import dev.curfew.it.HandlerServlet;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.ServletSpec;
import dev.curfew.it.Setup;
import dev.curfew.it.timeout.PassThrough.Visit;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asynchronous requests are with the filter as they are without. */
final class PassThroughAsyncIT {

    @AutoClose
    static final Elsewhere ELSEWHERE = new Elsewhere();

    @RegisterExtension
    static final PassThrough APP = new PassThrough(PassThroughAsyncIT::deploy);

    private static void deploy(ServerBuilder server) {
        server.handle(
                "/upload",
                (request, response) -> later(request, context -> {
                    int length = context.getRequest().getInputStream().readAllBytes().length;
                    context.getResponse().getOutputStream().print(length);
                }));
        dispatching(server);
        telling(server);
        listening(server);
    }

    private static AsyncContext start(HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(20_000);
        return context;
    }

    /** Something to do with a context; it may throw anything. */
    @FunctionalInterface
    private interface Work {
        void with(AsyncContext context) throws Exception;
    }

    /** Does it on a thread of the app's own, and completes. */
    private static void later(HttpServletRequest request, Work work) {
        AsyncContext context = start(request);
        ELSEWHERE.now(() -> {
            work.with(context);
            context.complete();
        });
    }

    // ---- completion

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void completionSendsTheResponse(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                (request, response) -> {
                    response.getOutputStream().print("before ");
                    later(
                            request,
                            context -> context.getResponse().getOutputStream().print("later"));
                },
                (request, response) -> {
                    start(request).complete();
                    response.getWriter().write("after complete()");
                },
                (request, response) -> {
                    AsyncContext context = start(request);
                    context.start(() -> {
                        new PassThroughNotes().note("written", () -> {
                            response.getWriter().write("by a thread of the container");
                            return "yes";
                        });
                        context.complete();
                    });
                },
                (request, response) -> later(request, context -> {
                    for (int i = 0; i < 20; i++) {
                        context.getResponse().getOutputStream().write(new byte[10_000]);
                        context.getResponse().flushBuffer();
                    }
                }));
        List<Response> uploaded = APP.isTheSameFor(setup, RequestSpec.post("/upload", "x".repeat(100_000)));

        assertThat(seen.get(0).text()).isEqualTo("before later");
        assertThat(seen.get(2).text()).isEqualTo("by a thread of the container");
        assertThat(seen.get(3).body()).hasSize(200_000);
        assertThat(uploaded.get(0).text()).isEqualTo("100000");
        assertThat(ELSEWHERE.thrown).isEmpty();
    }

    // ---- dispatch

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void dispatchReachesItsTarget(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/to-path?a=1"),
                RequestSpec.get("/again/x?a=1"),
                RequestSpec.get("/again/b%20c;v=1?a=1"),
                RequestSpec.get("/again-as-given?a=1"),
                RequestSpec.get("/forward-again?a=1"),
                RequestSpec.get("/forward-as-given?a=1"),
                RequestSpec.get("/path-then-again?a=1"),
                RequestSpec.get("/twice?a=1"),
                RequestSpec.get("/to-forward?a=1"),
                RequestSpec.post("/to-path", "a=1").header("content-type", "application/x-www-form-urlencoded"),
                RequestSpec.post("/again", "a=1").header("content-type", "application/x-www-form-urlencoded"));

        assertThat(seen.get(0).text()).contains("dispatch = ASYNC").contains("a = [2, 1]");
        assertThat(seen.get(4).text()).as("what the container dispatched last").contains("uri = /forward-again");
        assertThat(seen.get(5).text()).as("the forwarded request's own").contains("/starts-as-given");
    }

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false) // Jetty resets some HTTP/2 streams that end with an error
    void failureOfATargetIsTheContainers(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(setup, RequestSpec.get("/to-failing"), RequestSpec.get("/to-error"));

        assertThat(seen).extracting(Response::status).containsExactly(500, 418);
    }

    private static void dispatching(ServerBuilder server) {
        Handler dispatch = (request, response) -> start(request).dispatch();
        Handler dispatchGiven =
                (request, response) -> request.startAsync(request, response).dispatch();
        server.handle("/target/*", PassThroughDispatchIT::target)
                .handle("/to-path", (request, response) -> start(request).dispatch("/target/x?a=2&b=3"))
                .handle("/again/*", tellingAt(2, dispatch))
                .handle("/again-as-given", tellingAt(2, dispatchGiven))
                .handle("/forward-again", tellingAt(3, forward("/starts")))
                .handle("/starts", tellingAt(3, dispatch))
                .handle("/forward-as-given", tellingAt(3, forward("/starts-as-given")))
                .handle("/starts-as-given", tellingAt(3, dispatchGiven))
                .handle(
                        "/path-then-again",
                        tellingAt(3, (request, response) -> start(request).dispatch("/starts")))
                .handle("/twice", (request, response) -> start(request).dispatch("/to-path"))
                .handle("/to-forward", (request, response) -> start(request).dispatch("/forwards"))
                .handle("/forwards", forward("/target/y"))
                .handle("/to-failing", (request, response) -> start(request).dispatch("/failing"))
                .handle("/failing", (request, response) -> {
                    throw new IllegalStateException("planned");
                })
                .errorPage(IllegalStateException.class, "/target/page")
                .handle("/to-error", (request, response) -> start(request).dispatch("/error"))
                .handle("/error", (request, response) -> response.sendError(418, "planned"));
    }

    private static Handler forward(String path) {
        return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
    }

    /** Goes on until the request has been to this many handlers, and tells there where it has come to. */
    private static Handler tellingAt(int count, Handler goingOn) {
        return (request, response) -> {
            int before = request.getAttribute("count") instanceof Integer i ? i : 0;
            request.setAttribute("count", before + 1);
            (before + 1 < count ? goingOn : (Handler) PassThroughDispatchIT::target).handle(request, response);
        };
    }

    // ---- the context

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void contextKnowsItsRequestAndResponse(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/context/plain"),
                RequestSpec.get("/context/plain?wrapped"),
                RequestSpec.get("/context/given"),
                RequestSpec.get("/context/given?wrapped"),
                RequestSpec.get("/context/own"),
                RequestSpec.get("/context/not-started"),
                RequestSpec.get("/context/sync"));

        assertThat(seen.get(0).text()).contains("request = true").contains("response = true");
        assertThat(seen.get(4).text()).contains("request = true").contains("original = false");
        assertThat(seen.get(6).text()).contains("start = java.lang.IllegalStateException");
    }

    private static void telling(ServerBuilder server) {
        Filter wrapping = (request, response, chain) -> {
            boolean wraps = "wrapped".equals(((HttpServletRequest) request).getQueryString());
            chain.doFilter(
                    wraps ? new HttpServletRequestWrapper((HttpServletRequest) request) : request,
                    wraps ? new HttpServletResponseWrapper((HttpServletResponse) response) : response);
        };
        Handler starting = (request, response) -> new PassThroughNotes()
                .note("supported", request::isAsyncSupported)
                .note("start", request::startAsync)
                .writeTo(response);
        server.filter(FilterSpec.of("wrapping", wrapping).urlPatterns("/context/*"))
                .handle("/context/plain", (request, response) -> tell(request.startAsync(), request, response))
                .handle(
                        "/context/given",
                        (request, response) -> tell(request.startAsync(request, response), request, response))
                .handle("/context/own", (request, response) -> {
                    HttpServletRequest own = new HttpServletRequestWrapper(request);
                    tell(request.startAsync(own, response), own, response);
                })
                .handle(
                        "/context/not-started",
                        (request, response) -> new PassThroughNotes()
                                .note("started", request::isAsyncStarted)
                                .note("context", request::getAsyncContext)
                                .writeTo(response))
                .servlet(ServletSpec.of("/context/sync", new HandlerServlet(starting))
                        .syncOnly());
    }

    private static void tell(AsyncContext context, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        new PassThroughNotes()
                .note("started", request::isAsyncStarted)
                .note("request", () -> context.getRequest() == request)
                .note("response", () -> context.getResponse() == response)
                .note(
                        "of the context of the request",
                        () -> request.getAsyncContext().getRequest() == request)
                .note("same", () -> request.getAsyncContext() == context)
                .note("original", context::hasOriginalRequestAndResponse)
                .note("timeout", context::getTimeout)
                .note("longer timeout", () -> {
                    context.setTimeout(12_345);
                    return context.getTimeout();
                })
                .note("again", request::startAsync)
                .writeTo(response);
        context.complete();
    }

    // ---- listeners

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false)
    void listenersAreToldTheSame(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(setup, (Visit) PassThroughAsyncIT::listened);

        assertThat(seen).extracting(Response::status).containsExactly(200, 200, 500, 200, 500, 200);
        assertThat(seen.get(3).text()).isEqualTo("timed out");
        assertThat(seen.get(5).text()).contains("onComplete").contains("onTimeout");
    }

    private static List<Response> listened(RunningServer server) {
        try (Client client = server.client()) {
            Exchange timesOut = client.get("/times-out");
            Exchange expires = client.get("/expires");
            return List.of(
                    client.get("/completes").await(Watched.PATIENCE),
                    client.get("/restarts").await(Watched.PATIENCE),
                    client.get("/fails").await(Watched.PATIENCE),
                    timesOut.await(Watched.PATIENCE),
                    expires.await(Watched.PATIENCE),
                    client.get("/told").await(Watched.PATIENCE));
        }
    }

    private static void listening(ServerBuilder server) {
        Map<String, Told> all = new ConcurrentHashMap<>();
        server.handle(
                        "/completes",
                        (request, response) ->
                                told(all, request).start(request, response).complete())
                .handle(
                        "/restarts",
                        (request, response) ->
                                told(all, request).start(request, response).dispatch("/starts-again"))
                .handle("/starts-again", (request, response) -> {
                    start(request).complete();
                })
                .handle("/times-out", (request, response) -> {
                    told(all, request)
                            .answering("timed out")
                            .start(request, response)
                            .setTimeout(50);
                })
                .handle(
                        "/expires",
                        (request, response) ->
                                told(all, request).start(request, response).setTimeout(50))
                .handle(
                        "/fails",
                        (request, response) ->
                                told(all, request).start(request, response).dispatch("/failing"))
                .handle("/told", (request, response) -> {
                    for (String each : List.of("/completes", "/restarts", "/times-out", "/expires", "/fails")) {
                        response.getOutputStream().println(each);
                        all.get(each).completed().writeTo(response);
                    }
                });
    }

    private static Told told(Map<String, Told> all, HttpServletRequest request) {
        Told told = new Told();
        all.put(request.getRequestURI(), told);
        return told;
    }

    /** A listener that notes all that it is told. */
    private static final class Told implements AsyncListener {

        private final PassThroughNotes notes = new PassThroughNotes();
        private final CountDownLatch completed = new CountDownLatch(1);
        private String answer;
        private volatile AsyncContext context;
        private HttpServletRequest request;
        private HttpServletResponse response;

        Told answering(String text) {
            answer = text;
            return this;
        }

        AsyncContext start(HttpServletRequest newRequest, HttpServletResponse newResponse) {
            request = newRequest;
            response = newResponse;
            context = PassThroughAsyncIT.start(newRequest);
            context.addListener(this);
            return context;
        }

        PassThroughNotes completed() throws InterruptedException {
            assertThat(completed.await(Watched.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            return notes;
        }

        private void note(String event, AsyncEvent details) {
            notes.note(event, () -> "")
                    .note(" context", () -> details.getAsyncContext() == context)
                    .note(" request", () -> details.getSuppliedRequest() == request)
                    .note(" response", () -> details.getSuppliedResponse() == response)
                    .note(" throwable", details::getThrowable);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            note("onComplete", event);
            completed.countDown();
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            note("onTimeout", event);
            if (answer != null) {
                event.getAsyncContext().getResponse().getWriter().write(answer);
                event.getAsyncContext().complete();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            note("onError", event);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            notes.note("onStartAsync", event::getThrowable);
            context = event.getAsyncContext();
            context.addListener(this, request, response);
        }
    }
}
