package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutReport;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Requests that go on without the container's thread, and how they end. */
final class AsyncIT {

    private static final String BODY = "the whole body ".repeat(20);

    private final AsyncProbe probe = new AsyncProbe();

    /** Starts as an application does; its own listener watches. The container's timeout is out of the way. */
    private AsyncContext start(HttpServletRequest request) {
        return prepare(request.startAsync());
    }

    private AsyncContext prepare(AsyncContext context) {
        context.setTimeout(0);
        context.addListener(probe);
        return context;
    }

    private static Watched aborting(Setup setup) {
        return Watched.under(setup, Watched.policy(TimeoutAction.ABORT));
    }

    /** For requests that are to end before their deadline, on a machine that is busy with other things. */
    private static Watched patient(Setup setup) {
        return Watched.under(
                setup,
                Watched.policy(policy -> policy.timeout(Duration.ofSeconds(10)).onTimeout(TimeoutAction.ABORT)));
    }

    private static RoutePolicy quickOnesHaveTime(HttpServletRequest request) {
        boolean stuck = request.getRequestURI().equals("/stuck");
        return RoutePolicy.of(Watched.policy(policy ->
                policy.timeout(stuck ? Watched.TIMEOUT : Duration.ofSeconds(10)).onTimeout(TimeoutAction.ABORT)));
    }

    private static void write(AsyncContext context) throws Exception {
        context.getResponse().getOutputStream().print(BODY);
    }

    @EachSetup
    void forgottenRequestIsAnsweredAtItsDeadlineAndLeaves(Setup setup) throws Exception {
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/async", (request, response) -> start(request));
            try (Client client = watched.start().client()) {
                Response response = client.get("/async").await(Watched.PATIENCE);

                Expect.timeoutAnswer(response);
                assertThat(response.millisToEnd()).isGreaterThanOrEqualTo(Watched.TIMEOUT.toMillis());
                probe.awaitComplete();
                Expect.nothingLeft(watched.watchdog);
                assertThat(probe.events).containsExactly("complete");
                TimeoutReport expired = watched.reports.await(TimeoutEvent.EXPIRED, "/async");
                assertThat(expired.stack()).as("no thread is inside").isNull();
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/async");
                assertThat(ended.outcomes()).contains(TimeoutOutcome.ANSWERED);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void completionByAnotherThreadBeforeTheDeadlineIsTheAnswer(Setup setup) throws Exception {
        try (Watched watched = patient(setup);
                Elsewhere elsewhere = new Elsewhere()) {
            watched.builder.handle("/async", (request, response) -> {
                AsyncContext context = start(request);
                elsewhere.in(Duration.ofMillis(20), () -> {
                    write(context);
                    context.complete();
                });
            });
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/async").await(Watched.PATIENCE), BODY);

                probe.awaitComplete();
                Expect.nothingLeft(watched.watchdog);
                assertThat(probe.events).containsExactly("complete");
                assertThat(elsewhere.thrown).isEmpty();
                Expect.goesOn(client);
                assertThat(watched.reports.of(TimeoutEvent.EXPIRED, "/async")).isEmpty();
            }
        }
    }

    @EachSetup
    void completionAndDispatchAfterTheAnswerDoNothing(Setup setup) throws Exception {
        CompletableFuture<AsyncContext> started = new CompletableFuture<>();
        CountDownLatch dispatched = new CountDownLatch(1);
        try (Watched watched = aborting(setup)) {
            watched.builder
                    .handle("/async", (request, response) -> started.complete(start(request)))
                    .handle("/target", (request, response) -> dispatched.countDown());
            try (Client client = watched.start().client()) {
                Expect.timeoutAnswer(client.get("/async").await(Watched.PATIENCE));

                AsyncContext late = started.get();
                assertThat(catchThrowable(late::complete)).isNull();
                assertThat(catchThrowable(late::dispatch)).isNull();
                assertThat(catchThrowable(() -> late.dispatch("/target"))).isNull();
                Expect.goesOn(client);
                assertThat(catchThrowable(late::complete)).isNull();
                Expect.goesOn(client);
                Expect.nothingLeft(watched.watchdog);
                probe.awaitComplete();
                assertThat(probe.events).containsExactly("complete");
                assertThat(dispatched.getCount()).as("not dispatched").isEqualTo(1);
            }
        }
    }

    @EachSetup
    void completionInsideTheFirstDispatchIsTheAnswer(Setup setup) throws Exception {
        try (Watched watched = patient(setup)) {
            watched.builder.handle("/async", (request, response) -> {
                AsyncContext context = start(request);
                write(context);
                context.complete();
            });
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/async").await(Watched.PATIENCE), BODY);

                probe.awaitComplete();
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    /** Servlet 6.0 §2.3.3.3: it takes effect only when the dispatch has returned; so the deadline still holds. */
    @EachSetup
    void handlerThatIsStuckAfterItsOwnCompletionIsAnswered(Setup setup) throws Exception {
        try (Watched watched = aborting(setup);
                Stuck stuck = new Stuck()) {
            Handler sleep = stuck.sleeping((request, response) -> {});
            watched.builder.handle("/async", (request, response) -> {
                start(request).complete();
                sleep.handle(request, response);
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/async").await(Watched.PATIENCE);

                assertThat(stuck.isInside()).isTrue();
                Expect.timeoutAnswer(response);
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watched.watchdog);
                watched.reports.await(TimeoutEvent.ENDED_LATE, "/async");
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void completionByAnotherThreadWhileTheHandlerIsInsideIsTheAnswer(Setup setup) throws Exception {
        try (Watched watched = patient(setup);
                Elsewhere elsewhere = new Elsewhere()) {
            watched.builder.handle("/async", (request, response) -> {
                AsyncContext context = start(request);
                CountDownLatch completed = new CountDownLatch(1);
                elsewhere.now(() -> {
                    write(context);
                    context.complete();
                    completed.countDown();
                });
                completed.await(5, TimeUnit.SECONDS);
            });
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/async").await(Watched.PATIENCE), BODY);

                probe.awaitComplete();
                Expect.nothingLeft(watched.watchdog);
                assertThat(elsewhere.thrown).isEmpty();
                Expect.goesOn(client);
            }
        }
    }

    /** A container may keep the response back until its own thread has returned. */
    @EachSetup
    void handlerThatIsStuckAfterAnotherThreadsCompletionIsAnswered(Setup setup) throws Exception {
        try (Watched watched = aborting(setup);
                Elsewhere elsewhere = new Elsewhere();
                Stuck stuck = new Stuck()) {
            Handler sleep = stuck.sleeping((request, response) -> {});
            watched.builder.handle("/async", (request, response) -> {
                AsyncContext context = start(request);
                elsewhere.now(() -> {
                    write(context);
                    context.complete();
                });
                sleep.handle(request, response);
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/async").await(Watched.PATIENCE);

                assertThat(stuck.isInside()).isTrue();
                assertThat(Expect.isTimeoutAnswer(response, 503) || Expect.isWhole(response, BODY))
                        .as(response.toString())
                        .isTrue();
                assertThat(stuck.letGo()).isTrue();
                probe.awaitComplete();
                Expect.nothingLeft(watched.watchdog);
                assertThat(elsewhere.thrown).isEmpty();
                Expect.goesOn(client);
            }
        }
    }

    /** The container would handle the failure at once, beside the answer. */
    @EachSetup
    void handlerThatFailsBecauseOfTheAbortDoesNotSpoilTheAnswer(Setup setup) throws Exception {
        int requests = 40;
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/async", (request, response) -> {
                start(request);
                while (!response.isCommitted()) {
                    TimeUnit.MICROSECONDS.sleep(200);
                }
                response.getOutputStream().print("too late");
            });
            try (Client client = watched.start().client()) {
                Exchange[] sent = new Exchange[8];
                for (int i = 0; i < requests; i += sent.length) {
                    for (int j = 0; j < sent.length; j++) {
                        sent[j] = client.get("/async");
                    }
                    for (Exchange each : sent) {
                        Expect.timeoutAnswer(each.await(Watched.PATIENCE));
                    }
                }
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void workOfTheContainersThreadsIsAnsweredOver(Setup setup) throws Exception {
        try (Watched watched = Watched.by(setup, AsyncIT::quickOnesHaveTime);
                Stuck stuck = new Stuck()) {
            Handler sleep = stuck.sleeping((request, response) -> {});
            watched.builder
                    .handle("/stuck", (request, response) -> {
                        AsyncContext context = start(request);
                        context.start(() -> {
                            try {
                                sleep.handle(request, response);
                                write(context);
                            } catch (Exception e) {
                                // as expected: the answer is the client's by now
                            } finally {
                                context.complete();
                            }
                        });
                    })
                    .handle("/quick", (request, response) -> {
                        AsyncContext context = start(request);
                        context.start(() -> {
                            try {
                                write(context);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            context.complete();
                        });
                    });
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/quick").await(Watched.PATIENCE), BODY);
                Expect.timeoutAnswer(client.get("/stuck").await(Watched.PATIENCE));

                assertThat(stuck.isInside()).isTrue();
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void startAfterTheDeadlineIsRefused(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (Watched watched = aborting(setup);
                Stuck stuck = new Stuck()) {
            watched.builder.handle(
                    "/late",
                    stuck.sleeping((request, response) -> thrown.complete(catchThrowable(request::startAsync))));
            try (Client client = watched.start().client()) {
                Expect.timeoutAnswer(client.get("/late").await(Watched.PATIENCE));

                assertThat(stuck.letGo()).isTrue();
                assertThat(thrown.get())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("ran past its timeout; it cannot start asynchronous work");
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void startThatFailsLeavesTheAsynchronousRequestAsItWas(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/twice", (request, response) -> {
                start(request);
                thrown.complete(catchThrowable(request::startAsync));
            });
            try (Client client = watched.start().client()) {
                Expect.timeoutAnswer(client.get("/twice").await(Watched.PATIENCE));

                assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void dispatchThatFailsLeavesTheAsynchronousRequestAsItWas(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/nowhere", (request, response) -> {
                AsyncContext context = start(request);
                thrown.complete(catchThrowable(() -> context.dispatch(request.getServletContext(), "no slash")));
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/nowhere").await(Watched.PATIENCE);

                if (thrown.get() != null) { // else the container finds it out later
                    Expect.timeoutAnswer(response);
                }
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void contextGivesTheApplicationsOwnRequestAndResponse(Setup setup) throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (Watched watched = patient(setup)) {
            watched.builder.handle("/own", (request, response) -> {
                var ownRequest = new HttpServletRequestWrapper(request);
                var ownResponse = new HttpServletResponseWrapper(response);
                AsyncContext context = prepare(request.startAsync(ownRequest, ownResponse));
                seen.complete((context.getRequest() == ownRequest) + " " + (context.getResponse() == ownResponse) + " "
                        + context.hasOriginalRequestAndResponse() + " " + (request.getAsyncContext() == context));
                write(context);
                context.complete();
            });
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/own").await(Watched.PATIENCE), BODY);

                assertThat(seen.get()).isEqualTo("true true false true");
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    @EachSetup
    void contextOfTheHandlersOwnRequestAndResponseIsOriginal(Setup setup) throws Exception {
        CompletableFuture<Boolean> plain = new CompletableFuture<>();
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        try (Watched watched = patient(setup)) {
            watched.builder
                    .handle("/plain", (request, response) -> {
                        AsyncContext context = start(request);
                        plain.complete(context.hasOriginalRequestAndResponse());
                        context.complete();
                    })
                    .handle("/same", (request, response) -> {
                        AsyncContext context = prepare(request.startAsync(request, response));
                        same.complete(context.hasOriginalRequestAndResponse());
                        context.complete();
                    });
            try (Client client = watched.start().client()) {
                client.get("/plain").await(Watched.PATIENCE);
                client.get("/same").await(Watched.PATIENCE);

                assertThat(plain.get()).isTrue();
                assertThat(same.get()).isTrue();
            }
        }
    }

    @EachSetup
    void containersOwnTimeoutBeforeTheDeadlineIsLeftToTheApplication(Setup setup) throws Exception {
        AsyncProbe own = new AsyncProbe();
        try (Watched watched = patient(setup)) {
            watched.builder.handle("/async", (request, response) -> {
                AsyncContext context = request.startAsync();
                context.setTimeout(100);
                context.addListener(own);
                context.addListener(new CompletingOnTimeout(context, 200));
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/async").await(Watched.PATIENCE);

                Expect.whole(response, "the application's own answer");
                assertThat(own.events.get(0)).isEqualTo("timeout");
                own.awaitComplete();
                Expect.nothingLeft(watched.watchdog);
                assertThat(watched.reports.of(TimeoutEvent.EXPIRED, "/async")).isEmpty();
                Expect.goesOn(client);
            }
        }
    }

    /** The policy stops the work and leaves the answer to others. */
    @EachSetup
    void containersOwnTimeoutBehindTheDeadlineIsLeftToTheApplication(Setup setup) throws Exception {
        try (Watched watched = Watched.under(setup, Watched.policy(TimeoutAction.INTERRUPT))) {
            watched.builder
                    .handle("/sets-status", (request, response) -> {
                        AsyncContext context = request.startAsync();
                        context.setTimeout(1_500);
                        context.addListener(new CompletingOnTimeout(context, 504));
                    })
                    .handle(
                            "/forgets",
                            (request, response) -> request.startAsync().setTimeout(1_500));
            try (Client client = watched.start().client()) {
                Exchange setsStatus = client.get("/sets-status");
                Response forgotten = client.get("/forgets").await(Watched.PATIENCE);
                Response own = setsStatus.await(Watched.PATIENCE);

                AnswerIT.isWhole(own, 504);
                assertThat(own.text()).isEqualTo("the application's own answer");
                if (!forgotten.ending().isBroken()) { // Jetty resets some HTTP/2 streams here, without the filter too
                    AnswerIT.isWhole(forgotten, 500);
                }
                assertThat(watched.reports.of(TimeoutEvent.EXPIRED, "/sets-status"))
                        .hasSize(1);
                assertThat(watched.reports.of(TimeoutEvent.EXPIRED, "/forgets")).hasSize(1);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void containersOwnTimeoutAtTheDeadlineGivesOneOfTheTwoAnswers(Setup setup) throws Exception {
        int requests = 20;
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/async", (request, response) -> {
                AsyncContext context = request.startAsync();
                context.setTimeout(Watched.TIMEOUT.toMillis());
                context.addListener(new CompletingOnTimeout(context, 200));
            });
            try (Client client = watched.start().client()) {
                Exchange[] sent = new Exchange[requests];
                for (int i = 0; i < requests; i++) {
                    sent[i] = client.get("/async");
                }
                int ours = 0;
                for (Exchange each : sent) {
                    Response response = each.await(Watched.PATIENCE);
                    boolean answer = Expect.isTimeoutAnswer(response, 503);
                    ours += answer ? 1 : 0;
                    assertThat(answer || Expect.isWhole(response, "the application's own answer"))
                            .as(response.toString())
                            .isTrue();
                }
                System.out.printf("async timeouts %s: %d of %d answered by Curfew%n", setup, ours, requests);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void committedForgottenRequestIsBrokenOffAndLeaves(Setup setup) throws Exception {
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/async", (request, response) -> {
                start(request);
                response.getOutputStream().print("a beginning");
                response.flushBuffer();
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/async").await(Watched.PATIENCE);

                Expect.broken(response);
                assertThat(response.text()).isEqualTo("a beginning");
                assertThat(watched.reports
                                .await(TimeoutEvent.ENDED_LATE, "/async")
                                .outcomes())
                        .contains(TimeoutOutcome.BROKEN_OFF);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void nothingIsKeptOfABrokenOffRequestOnceItsConnectionHasEnded(Setup setup) throws Exception {
        List<WeakReference<Object>> held = new CopyOnWriteArrayList<>();
        try (Watched watched = aborting(setup)) {
            watched.builder.handle("/async", (request, response) -> {
                Object data = new Object();
                request.setAttribute("data", data);
                held.add(new WeakReference<>(data));
                start(request);
                response.getOutputStream().print("a beginning");
                response.flushBuffer();
            });
            try (Client client = watched.start().client()) {
                for (int i = 0; i < 3; i++) {
                    Expect.broken(client.get("/async").await(Watched.PATIENCE));
                }
                Expect.goesOn(client);
            }
            Expect.nothingLeft(watched.watchdog);
            Awaitility.await().atMost(Watched.PATIENCE).untilAsserted(() -> {
                System.gc();
                assertThat(held)
                        .hasSize(3)
                        .allSatisfy(each -> assertThat(each.get()).isNull());
            });
        }
    }

    /** What the application does on the container's timeout, through the context that it has kept. */
    private record CompletingOnTimeout(AsyncContext context, int status) implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            HttpServletResponse response = (HttpServletResponse) context.getResponse();
            try {
                response.setStatus(status);
                response.getOutputStream().print("the application's own answer");
            } finally {
                context.complete();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
