package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutReport;
import dev.curfew.Watchdog;
import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asynchronous requests that come back to the container's threads by an ASYNC dispatch. */
final class AsyncDispatchIT {

    private static final String BODY = "the target's body ".repeat(20);

    /** What is meant to be in time has time enough, on a machine that is busy with other things. */
    private static Watched watched(Setup setup, TimeoutAction... actions) {
        RoutePolicy patient = RoutePolicy.of(
                Watched.policy(policy -> policy.timeout(Duration.ofSeconds(10)).onTimeout(actions)));
        RoutePolicy hasty = RoutePolicy.of(Watched.policy(actions));
        return Watched.by(setup, request -> request.getRequestURI().startsWith("/in-time") ? patient : hasty);
    }

    private static AsyncContext start(HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        return context;
    }

    private static void target(HttpServletRequest request, HttpServletResponse response) throws Exception {
        assertThat(request.getDispatcherType()).isEqualTo(DispatcherType.ASYNC);
        response.getOutputStream().print(BODY);
    }

    @EachSetup
    void dispatchByAnotherThreadBeforeTheDeadlineIsTheAnswer(Setup setup) throws Exception {
        try (Watched watched = watched(setup, TimeoutAction.ABORT);
                Elsewhere elsewhere = new Elsewhere()) {
            watched.builder
                    .handle("/in-time", (request, response) -> {
                        AsyncContext context = start(request);
                        elsewhere.in(Duration.ofMillis(20), () -> context.dispatch("/target"));
                    })
                    .handle("/target", AsyncDispatchIT::target);
            try (Client client = watched.start().client()) {
                for (int i = 0; i < 5; i++) {
                    Expect.whole(client.get("/in-time").await(Watched.PATIENCE), BODY);
                }
                Expect.nothingLeft(watched.watchdog);
                assertThat(elsewhere.thrown).isEmpty();
                assertThat(watched.reports.of(TimeoutEvent.EXPIRED, "/in-time")).isEmpty();
            }
        }
    }

    @EachSetup
    void threadThatComesBackIsTheRequestsThread(Setup setup) throws Exception {
        try (Watched watched = watched(setup, TimeoutAction.ABORT);
                Stuck stuck = new Stuck()) {
            watched.builder
                    .handle("/async", (request, response) -> start(request).dispatch("/sleep"))
                    .handle("/sleep", stuck.sleeping(AsyncDispatchIT::target))
                    .handle("/in-time", (request, response) -> start(request).dispatch("/target"))
                    .handle("/target", AsyncDispatchIT::target);
            try (Client client = watched.start().client()) {
                Expect.timeoutAnswer(client.get("/async").await(Watched.PATIENCE));

                assertThat(stuck.isInside()).isTrue();
                TimeoutReport expired = watched.reports.await(TimeoutEvent.EXPIRED, "/async");
                assertThat(Reports.names(expired, "sleepThroughInterrupts")).isTrue();
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watched.watchdog);
                watched.reports.await(TimeoutEvent.ENDED_LATE, "/async");
                Expect.whole(client.get("/in-time").await(Watched.PATIENCE), BODY);
            }
        }
    }

    @EachSetup
    void threadThatComesBackIsInterrupted(Setup setup) throws Exception {
        CompletableFuture<Long> interrupted = new CompletableFuture<>();
        try (Watched watched = watched(setup, TimeoutAction.INTERRUPT)) {
            watched.builder
                    .handle("/async", (request, response) -> start(request).dispatch("/target"))
                    .handle("/target", (request, response) -> {
                        long begin = System.nanoTime();
                        try {
                            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            interrupted.complete((System.nanoTime() - begin) / 1_000_000);
                            throw e;
                        }
                    });
            try (Client client = watched.start().client()) {
                Response response = client.get("/async").await(Watched.PATIENCE);

                assertThat(interrupted.get(1, TimeUnit.SECONDS)).isLessThan(5_000);
                Expect.timeoutAnswer(response);
                assertThat(watched.reports
                                .await(TimeoutEvent.ENDED_LATE, "/async")
                                .outcomes())
                        .contains(TimeoutOutcome.INTERRUPTED);
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    /** It is told when it comes back: the interrupt was due while no thread was inside. */
    @EachSetup
    void threadThatComesBackAfterTheDeadlineIsInterrupted(Setup setup) throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (Watched watched = watched(setup, TimeoutAction.INTERRUPT);
                Elsewhere elsewhere = new Elsewhere()) {
            watched.builder
                    .handle("/async", (request, response) -> {
                        AsyncContext context = start(request);
                        elsewhere.now(() -> {
                            watched.reports.await(TimeoutEvent.EXPIRED, "/async");
                            context.dispatch("/target");
                        });
                    })
                    .handle("/target", (request, response) -> {
                        flag.complete(Thread.interrupted());
                        target(request, response);
                    });
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/async").await(Watched.PATIENCE), BODY);

                assertThat(flag.get()).isTrue();
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    @EachSetup
    void startInsideAnAsyncDispatchBeginsAnotherCycle(Setup setup) throws Exception {
        AsyncProbe probe = new AsyncProbe();
        try (Watched watched = watched(setup, TimeoutAction.ABORT);
                Elsewhere elsewhere = new Elsewhere()) {
            Handler again = (request, response) -> {
                AsyncContext context = start(request);
                context.addListener(probe);
                if (request.getAttribute("forget") == null) {
                    elsewhere.now(() -> context.dispatch("/target"));
                }
            };
            watched.builder
                    .handle("/in-time", (request, response) -> {
                        AsyncContext context = start(request);
                        elsewhere.now(() -> context.dispatch("/again"));
                    })
                    .handle("/forgotten", (request, response) -> {
                        request.setAttribute("forget", true);
                        start(request).dispatch("/again");
                    })
                    .handle("/again", again)
                    .handle("/target", AsyncDispatchIT::target);
            try (Client client = watched.start().client()) {
                Expect.whole(client.get("/in-time").await(Watched.PATIENCE), BODY);
                probe.awaitComplete();
                probe.events.clear();

                Expect.timeoutAnswer(client.get("/forgotten").await(Watched.PATIENCE));

                probe.awaitComplete();
                assertThat(probe.events).containsExactly("complete");
                Expect.nothingLeft(watched.watchdog);
                assertThat(elsewhere.thrown).isEmpty();
            }
        }
    }

    @EachSetup
    void dispatchGivesTheTargetTheApplicationsOwnRequestAndResponse(Setup setup) throws Exception {
        try (Watched watched = watched(setup, TimeoutAction.ABORT)) {
            watched.builder
                    .handle("/in-time", (request, response) -> {
                        HttpServletRequest ownRequest = new HttpServletRequestWrapper(request) {
                            @Override
                            public String getHeader(String name) {
                                return name.equals("X-Own") ? "own request" : super.getHeader(name);
                            }
                        };
                        HttpServletResponse ownResponse = new HttpServletResponseWrapper(response) {
                            @Override
                            public void setHeader(String name, String value) {
                                super.setHeader(name, value + ", by the own response");
                            }
                        };
                        AsyncContext context = request.startAsync(ownRequest, ownResponse);
                        context.setTimeout(0);
                        context.dispatch("/target");
                    })
                    .handle("/target", (request, response) -> {
                        response.setHeader("X-Seen", request.getHeader("X-Own"));
                        target(request, response);
                    });
            try (Client client = watched.start().client()) {
                Response response = client.get("/in-time").await(Watched.PATIENCE);

                Expect.whole(response, BODY);
                assertThat(response.header("X-Seen")).isEqualTo("own request, by the own response");
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    @EachSetup
    void dispatchThatHasNotBegunAtTheDeadlineDoesNotReachItsTarget(Setup setup) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (Watched watched = watched(setup, TimeoutAction.ABORT);
                Stuck stuck = new Stuck()) {
            Handler sleep = stuck.sleeping((request, response) -> {});
            watched.builder
                    .handle("/async", (request, response) -> {
                        start(request).dispatch("/target"); // begins when this handler has returned
                        sleep.handle(request, response);
                    })
                    .handle("/target", (request, response) -> reached.countDown());
            try (Client client = watched.start().client()) {
                Expect.timeoutAnswer(client.get("/async").await(Watched.PATIENCE));

                assertThat(stuck.isInside()).isTrue();
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watched.watchdog);
                assertThat(reached.getCount()).isEqualTo(1);
            }
        }
    }

    @EachSetup
    void completionAfterADispatchIsRefusedAndTheDeadlineHolds(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (Watched watched = watched(setup, TimeoutAction.ABORT);
                Stuck stuck = new Stuck()) {
            watched.builder
                    .handle("/async", (request, response) -> {
                        AsyncContext context = start(request);
                        context.dispatch("/target");
                        thrown.complete(catchThrowable(context::complete));
                    })
                    .handle("/target", stuck.sleeping(AsyncDispatchIT::target));
            try (Client client = watched.start().client()) {
                Exchange exchange = client.get("/async");
                if (thrown.get() == null) {
                    return; // Undertow tells its listeners that the request is complete, and dispatches it
                }
                Expect.timeoutAnswer(exchange.await(Watched.PATIENCE));

                assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
                assertThat(stuck.isInside()).isTrue();
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    /** Where nobody guards what a dispatch leads to past the filter, nobody can answer in its place. */
    @EachSetup
    void filterThatIsNotMappedToAsyncAnswersOrBreaksOff(Setup setup) throws Exception {
        RoutePolicy hasty = RoutePolicy.of(Watched.policy(TimeoutAction.ABORT));
        RoutePolicy patient = RoutePolicy.of(
                Watched.policy(policy -> policy.timeout(Duration.ofSeconds(10)).onTimeout(TimeoutAction.ABORT)));
        try (Watchdog watchdog = Watchdog.builder().build();
                Stuck stuck = new Stuck();
                Elsewhere elsewhere = new Elsewhere()) {
            RequestTimeoutFilter filter = new RequestTimeoutFilter(
                    watchdog, request -> request.getRequestURI().equals("/stuck") ? hasty : patient);
            Handler sleep = stuck.sleeping(AsyncDispatchIT::target);
            try (RunningServer server = setup.server()
                            .filter(FilterSpec.of("curfew", filter).dispatches(DispatcherType.REQUEST))
                            .handle(
                                    "/quick",
                                    (request, response) -> start(request).dispatch("/target"))
                            .handle(
                                    "/stuck",
                                    (request, response) -> start(request).dispatch("/sleep"))
                            .handle(
                                    "/cycle",
                                    (request, response) -> start(request).dispatch("/restart"))
                            .handle("/restart", (request, response) -> {
                                AsyncContext context = start(request);
                                elsewhere.now(() -> {
                                    context.getResponse().getOutputStream().print(BODY);
                                    context.complete();
                                });
                            })
                            .handle("/sleep", sleep)
                            .handle("/target", AsyncDispatchIT::target)
                            .start();
                    Client client = server.client()) {
                Expect.whole(client.get("/quick").await(Watched.PATIENCE), BODY);
                Expect.whole(client.get("/cycle").await(Watched.PATIENCE), BODY);

                Response response = client.get("/stuck").await(Watched.PATIENCE);
                if (server.name().equals("undertow")) { // which dispatches with the response that the filter made
                    Expect.timeoutAnswer(response);
                } else {
                    Expect.broken(response);
                }

                assertThat(stuck.isInside()).isTrue();
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watchdog);
                assertThat(elsewhere.thrown).isEmpty();
                try (Client another = server.client()) {
                    Expect.whole(another.get("/quick").await(Watched.PATIENCE), BODY);
                }
            }
        }
    }
}
