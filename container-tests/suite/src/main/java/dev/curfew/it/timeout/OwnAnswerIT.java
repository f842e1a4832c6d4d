package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.TimeoutResponseWriter;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** An answer of the app's own, and what the client gets where that fails. */
final class OwnAnswerIT {

    private static final TimeoutPolicy ABORT = Strangers.policy(TimeoutAction.ABORT);

    @EachSetup
    void itMayUseTheStream(Setup setup) throws Exception {
        TimeoutResponseWriter own = (request, response, report) -> {
            response.setStatus(529);
            response.setContentType("text/plain;charset=UTF-8");
            response.getOutputStream().write(("own " + report.id()).getBytes(StandardCharsets.UTF_8));
        };
        reachesTheClient(setup, own, (request, response) -> response.getWriter().write("half"));
        reachesTheClient(
                setup, own, (request, response) -> response.getOutputStream().print("half"));
    }

    /** A form that the app's answer leaves to the container is not that of the half-made response. */
    @EachSetup
    void itHasNoLengthOrEncodingOfTheHalfMadeResponse(Setup setup) throws Exception {
        TimeoutResponseWriter own = (request, response, report) -> {
            response.setStatus(529);
            response.setContentType("text/plain");
            response.getWriter().print("own " + report.id());
        };
        reachesTheClient(setup, own, (request, response) -> {
            response.setContentType("text/plain;charset=UTF-16BE");
            response.setContentLength(1000);
            response.getWriter().write("half");
        });
    }

    @EachSetup
    void itMayUseTheWriter(Setup setup) throws Exception {
        TimeoutResponseWriter own = (request, response, report) -> {
            response.setStatus(529);
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print("own " + report.id());
        };
        reachesTheClient(setup, own, (request, response) -> {
            response.setContentType("text/plain;charset=UTF-16BE");
            response.getWriter().write("half");
        });
        reachesTheClient(
                setup, own, (request, response) -> response.getOutputStream().print("half"));
    }

    private static void reachesTheClient(Setup setup, TimeoutResponseWriter own, Handler before) throws Exception {
        try (Watched watched = Watched.answering(setup, ABORT, own);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/stuck", Handlers.inOrder(before, stuck.sleeping(Handlers.NOTHING)));
            try (Client client = watched.start().client()) {
                Exchange exchange = client.get("/stuck");
                assertThat(stuck.awaitEntered()).isTrue();
                watched.expire("/stuck");
                Response response = exchange.await(Watched.PATIENCE);

                AnswerIT.isWhole(response, 529);
                assertThat(stuck.isInside()).isTrue();
                TimeoutReport expired = watched.reports.await(TimeoutEvent.EXPIRED, "/stuck");
                assertThat(response.text()).as(response.toString()).isEqualTo("own " + expired.id());
                assertThat(response.header("Cache-Control")).isEqualTo("no-store");
                assertThat(stuck.letGo()).isTrue();
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");
                assertThat(ended.outcomes())
                        .contains(TimeoutOutcome.ANSWERED)
                        .doesNotContain(TimeoutOutcome.BROKEN_OFF);
                assertThat(watched.watchdog.faults()).isZero();
            }
        }
    }

    @EachSetup
    void theDefaultAnswerStandsInForOneThatThrows(Setup setup) throws Exception {
        for (Throwable failure : new Throwable[] {
            new IOException("planned"), new IllegalStateException("planned"), new NoClassDefFoundError("planned")
        }) {
            TimeoutResponseWriter own = (request, response, report) -> {
                response.setStatus(529);
                response.setContentType("text/plain");
                response.setHeader("X-Own", "yes");
                response.getOutputStream().print("half of its own");
                throwUnchecked(failure);
            };
            try (Watched watched = Watched.answering(setup, ABORT, own);
                    Stuck stuck = new Stuck()) {
                watched.builder.handle("/stuck", stuck.sleeping(Handlers.NOTHING));
                try (Client client = watched.start().client()) {
                    Exchange exchange = client.get("/stuck");
                    assertThat(stuck.awaitEntered()).isTrue();
                    watched.expire("/stuck");
                    Response response = exchange.await(Watched.PATIENCE);

                    AnswerIT.isWhole(response, 503);
                    assertThat(response.header("X-Own")).isNull();
                    assertThat(response.header("Content-Type")).startsWith("application/problem+json");
                    TimeoutReport expired = watched.reports.await(TimeoutEvent.EXPIRED, "/stuck");
                    assertThat(response.text()).startsWith("{").contains(expired.id());
                }
            }
        }
    }

    @EachSetup
    void oneThatThrowsAfterSomethingWasSentIsBrokenOff(Setup setup) throws Exception {
        TimeoutResponseWriter own = (request, response, report) -> {
            response.getOutputStream().print("half of its own");
            response.flushBuffer();
            throw new IllegalStateException("planned");
        };
        try (Watched watched = Watched.answering(setup, ABORT, own);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/stuck", stuck.sleeping(Handlers.NOTHING));
            try (Client client = watched.start().client()) {
                Exchange exchange = client.get("/stuck");
                assertThat(stuck.awaitEntered()).isTrue();
                watched.expire("/stuck");
                Response response = exchange.await(Watched.PATIENCE);

                assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
                assertThat(stuck.isInside()).isTrue();
                assertThat(stuck.letGo()).isTrue();
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");
                assertThat(ended.outcomes())
                        .contains(TimeoutOutcome.BROKEN_OFF)
                        .doesNotContain(TimeoutOutcome.ANSWERED);
                assertThat(watched.watchdog.faults()).isEqualTo(1);
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    /** The app's answer takes the place of what a handler that was interrupted would have sent, and fails itself. */
    @EachSetup
    void oneThatThrowsInPlaceOfAFailedHandlersIsBrokenOff(Setup setup) throws Exception {
        Map<String, Throwable> failures = Map.of(
                "/checked", new IOException("planned"),
                "/unchecked", new IllegalStateException("planned"),
                "/error", new NoClassDefFoundError("planned"));
        TimeoutResponseWriter own = (request, response, report) -> {
            response.getOutputStream().print("half of its own");
            response.flushBuffer();
            throwUnchecked(failures.get(request.getServletPath().replaceFirst("/sends|/async", "")));
        };
        try (Watched watched =
                Watched.answering(setup, Watched.policy(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT), own)) {
            for (String path : failures.keySet()) {
                watched.builder
                        .handle(path, (request, response) -> new CountDownLatch(1).await())
                        .handle("/sends" + path, (request, response) -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                response.sendError(500);
                            }
                        })
                        .handle("/async" + path, (request, response) -> {
                            AsyncContext context = request.startAsync();
                            context.setTimeout(0);
                            assertThat(Deadline.current().onExpiry(() -> {
                                        response.setStatus(500);
                                        context.complete();
                                    }))
                                    .isNotNull();
                        });
            }
            try (Client client = watched.start().client()) {
                Map<String, Exchange> exchanges = new LinkedHashMap<>();
                for (String path : failures.keySet()) {
                    exchanges.put(path, client.get(path));
                    exchanges.put("/sends" + path, client.get("/sends" + path));
                    exchanges.put("/async" + path, client.get("/async" + path));
                }
                exchanges.forEach((path, exchange) -> {
                    Response response = exchange.await(Watched.PATIENCE);
                    assertThat(response.ending().isBroken())
                            .as(path + ": " + response)
                            .isTrue();
                });
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwUnchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}
