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
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What cancel and interrupt do to a handler, and what its client then gets. */
final class InterruptIT {

    private static final TimeoutPolicy INTERRUPT = Watched.policy(TimeoutAction.INTERRUPT);

    /** Waits in vain until it is interrupted. */
    private static void awaitInterrupt() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static Handler onInterrupt(Handler reaction) {
        return (request, response) -> {
            try {
                awaitInterrupt();
            } catch (InterruptedException e) {
                reaction.handle(request, response);
            }
        };
    }

    // ---- the handler's answer to an interrupt

    @EachSetup
    void theFailureOfAnInterruptedHandlerBecomesTheTimeoutAnswer(Setup setup) throws Exception {
        Map<String, Handler> failures = Map.of(
                "/lets-it-through", (request, response) -> awaitInterrupt(),
                "/unchecked",
                        onInterrupt((request, response) -> {
                            throw new IllegalStateException("interrupted");
                        }),
                "/checked",
                        onInterrupt((request, response) -> {
                            throw new ServletException("interrupted");
                        }),
                "/error",
                        onInterrupt((request, response) -> {
                            throw new AssertionError("interrupted");
                        }),
                "/send-error", onInterrupt((request, response) -> response.sendError(500, "interrupted")),
                "/set-status",
                        onInterrupt((request, response) -> {
                            response.setStatus(500);
                            response.setHeader("X-Own", "yes");
                            response.getWriter().write("own error page");
                        }),
                "/sends-all",
                        onInterrupt((request, response) -> {
                            response.setStatus(500);
                            response.setContentLength(3);
                            response.getOutputStream().print("own");
                            response.getOutputStream().close();
                        }),
                "/sends-much",
                        onInterrupt((request, response) -> {
                            response.setStatus(500);
                            response.getWriter().write("own error page".repeat(10_000));
                            response.flushBuffer();
                        }));
        try (Watched watched = Watched.under(setup, INTERRUPT)) {
            failures.forEach(watched.builder::handle);
            try (Client client = watched.start().client()) {
                Map<String, Exchange> exchanges = sendAll(client, failures);
                for (String path : failures.keySet()) {
                    Response response = exchanges.get(path).await(Watched.PATIENCE);

                    AnswerIT.isWhole(response, 503);
                    assertThat(response.header("X-Own")).as(path).isNull();
                    TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, path);
                    assertThat(response.text()).as(path).endsWith(",\"requestId\":\"" + ended.id() + "\"}");
                    assertThat(ended.outcomes()).as(path).contains(TimeoutOutcome.INTERRUPTED);
                    assertThat(ended.note()).as(path).contains("interrupt noticed");
                    assertThat(String.valueOf(ended.completion())).as(path).isNotIn("200", "503", "returned");
                    if (path.startsWith("/se")) {
                        assertThat(ended.completion()).as(path).hasToString("500");
                    }
                }
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    @EachSetup
    void theFailureOfAStoppedAsynchronousRequestBecomesTheTimeoutAnswer(Setup setup) throws Exception {
        Map<String, Handler> failures = Map.of(
                "/send-error", (request, response) -> response.sendError(500, "stopped"),
                "/set-status",
                        (request, response) -> {
                            response.setStatus(500);
                            response.setHeader("X-Own", "yes");
                            response.getWriter().write("own error page");
                        },
                "/sends-all",
                        (request, response) -> {
                            response.setStatus(500);
                            response.setContentLength(3);
                            response.getOutputStream().print("own");
                            response.getOutputStream().close();
                        },
                "/sends-much",
                        (request, response) -> {
                            response.setStatus(500);
                            response.getWriter().write("own error page".repeat(10_000));
                            response.flushBuffer();
                        });
        Map<String, Handler> handlers = new LinkedHashMap<>();
        TimeoutPolicy stop = Watched.policy(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT);
        try (Watched watched = Watched.under(setup, stop);
                Elsewhere elsewhere = new Elsewhere()) {
            failures.forEach((path, failure) -> {
                handlers.put("/inside" + path, completing(onInterrupt(failure)));
                handlers.put("/elsewhere" + path, completingElsewhere(elsewhere, failure));
            });
            handlers.forEach(watched.builder::handle);
            try (Client client = watched.start().client()) {
                Map<String, Exchange> exchanges = sendAll(client, handlers);
                for (String path : handlers.keySet()) {
                    Response response = exchanges.get(path).await(Watched.PATIENCE);

                    assertThat(Expect.isTimeoutAnswer(response, 503))
                            .as(path + ": " + response)
                            .isTrue();
                    assertThat(response.header("X-Own")).as(path).isNull();
                    TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, path);
                    assertThat(response.text()).as(path).endsWith(",\"requestId\":\"" + ended.id() + "\"}");
                    assertThat(ended.completion()).as(path).hasToString("500");
                }
                assertThat(elsewhere.thrown).isEmpty();
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    /** Starts an asynchronous request, does this on the container's thread and completes. */
    private static Handler completing(Handler work) {
        return (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            work.handle(request, response);
            context.complete();
        };
    }

    /** The same on a thread of the application's, which a cancel handle interrupts. */
    private static Handler completingElsewhere(Elsewhere elsewhere, Handler reaction) {
        return (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            Deadline deadline = Deadline.current();
            elsewhere.now(() -> {
                try (Deadline.Registration registration = deadline.onExpiry(Thread.currentThread()::interrupt)) {
                    assertThat(registration).isNotNull();
                    onInterrupt(reaction).handle(request, response);
                }
                context.complete();
            });
        };
    }

    private static Map<String, Exchange> sendAll(Client client, Map<String, Handler> handlers) {
        Map<String, Exchange> exchanges = new LinkedHashMap<>();
        handlers.keySet().forEach(path -> exchanges.put(path, client.get(path)));
        return exchanges;
    }

    @EachSetup
    void aHandlerThatAnswersAnInterruptKeepsItsAnswer(Setup setup) throws Exception {
        Map<String, Handler> answers = Map.of(
                "/200", onInterrupt((request, response) -> response.getWriter().write("partial result")),
                "/404",
                        onInterrupt((request, response) -> {
                            response.setStatus(404);
                            response.getWriter().write("partial result");
                        }));
        try (Watched watched = Watched.under(setup, INTERRUPT)) {
            answers.forEach(watched.builder::handle);
            try (Client client = watched.start().client()) {
                Map<String, Exchange> exchanges = sendAll(client, answers);
                for (String path : answers.keySet()) {
                    Response response = exchanges.get(path).await(Watched.PATIENCE);

                    AnswerIT.isWhole(response, Integer.parseInt(path.substring(1)));
                    assertThat(response.text()).isEqualTo("partial result");
                    assertThat(response.header("Connection")).isNotEqualTo("close");
                    assertThat(watched.reports
                                    .await(TimeoutEvent.ENDED_LATE, path)
                                    .completion())
                            .hasToString(path.substring(1));
                }
            }
        }
    }

    @EachSetup
    void aCommittedResponseStaysTheHandlers(Setup setup) throws Exception {
        Handler commits = (request, response) -> {
            response.getOutputStream().print("first,");
            response.flushBuffer();
            onInterrupt((req, res) -> res.getOutputStream().print("second")).handle(request, response);
        };
        try (Watched watched = Watched.under(setup, INTERRUPT)) {
            watched.builder.handle("/commits", commits);
            try (Client client = watched.start().client()) {
                Response response = client.get("/commits").await(Watched.PATIENCE);

                AnswerIT.isWhole(response, 200);
                assertThat(response.text()).isEqualTo("first,second");
                assertThat(watched.reports
                                .await(TimeoutEvent.ENDED_LATE, "/commits")
                                .note())
                        .contains("interrupt noticed");
            }
        }
    }

    @EachSetup
    void anInterruptThatTheHandlerIgnoresIsReportedAsUnnoticed(Setup setup) throws Exception {
        try (Watched watched = Watched.under(setup, INTERRUPT)) {
            watched.builder.handle("/ignores", (request, response) -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                response.getWriter().write("whole");
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/ignores").await(Watched.PATIENCE);

                AnswerIT.isWhole(response, 200);
                assertThat(response.text()).isEqualTo("whole");
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/ignores");
                assertThat(ended.note()).contains("interrupt unnoticed");
                assertThat(ended.outcome()).isEqualTo(TimeoutOutcome.INTERRUPTED);
            }
        }
    }

    // ---- container I/O

    @EachSetup
    void anInterruptWaitsForTheContainersWrite(Setup setup) throws Exception {
        byte[] big = new byte[8 << 20];
        new Random(1).nextBytes(big);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (Watched watched = Watched.under(setup, INTERRUPT)) {
            watched.builder.handle("/big", (request, response) -> {
                for (int at = 0; at < big.length; at += 16_384) {
                    response.getOutputStream().write(big, at, Math.min(16_384, big.length - at));
                }
                response.flushBuffer();
                flag.complete(Thread.interrupted());
            });
            RunningServer server = watched.start();
            try (Client client = server.client(ClientOptions.defaults().withReceiveBuffer(16 * 1024))) {
                Exchange exchange = client.send(RequestSpec.get("/big").withoutReading());
                TimeoutReport expired = watched.reports.await(TimeoutEvent.EXPIRED, "/big");
                assertThat(expired.outcomes()).contains(TimeoutOutcome.INTERRUPTED);
                assertThat(flag).isNotDone();
                exchange.resumeReading();

                Response response = exchange.await(Watched.PATIENCE);
                assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
                assertThat(response.body()).isEqualTo(big);
                assertThat(flag.get(10, TimeUnit.SECONDS))
                        .as("the handler sees its flag")
                        .isTrue();
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    @EachSetup
    void anInterruptWaitsForTheContainersRead(Setup setup) throws Exception {
        byte[] big = new byte[300_000];
        new Random(1).nextBytes(big);
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (Watched watched = Watched.under(setup, INTERRUPT)) {
            watched.builder.handle("/read", (request, response) -> {
                read.complete(request.getInputStream().readAllBytes());
                flag.complete(Thread.interrupted());
                response.getWriter().write("read");
            });
            try (Client client = watched.start().client()) {
                Exchange exchange = client.send(RequestSpec.post("/read", big).sendingOnly(5));
                watched.reports.await(TimeoutEvent.EXPIRED, "/read");
                assertThat(read).isNotDone();
                exchange.sendRest();

                assertThat(exchange.await(Watched.PATIENCE).text()).isEqualTo("read");
                assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(big);
                assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    // ---- cancel

    @EachSetup
    void aCancelHandleEndsASocketRead(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch reading = new CountDownLatch(1);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Watched watched = Watched.under(setup, Strangers.policy(TimeoutAction.CANCEL))) {
            watched.builder.handle("/socket", (request, response) -> {
                try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort());
                        Deadline.Registration registration =
                                Deadline.current().onExpiry(() -> closeUnchecked(socket))) {
                    assertThat(registration).isNotNull();
                    reading.countDown();
                    socket.getInputStream().read();
                } catch (SocketException e) {
                    thrown.complete(e);
                    throw e;
                }
            });
            try (Client client = watched.start().client()) {
                Exchange exchange = client.get("/socket");
                assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
                watched.expire("/socket");
                Response response = exchange.await(Watched.PATIENCE);
                AnswerIT.isWhole(response, 503);
                assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/socket");
                assertThat(ended.outcomes()).containsExactly(TimeoutOutcome.LOGGED, TimeoutOutcome.CANCELLED);
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    private static void closeUnchecked(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next action begins when the one before it takes longer than 20 ms, be it only for want of a processor. */
    @EachSetup
    void cancelComesBeforeInterruptAndThatBeforeAbort(Setup setup) throws Exception {
        List<String> orders = new ArrayList<>();
        while (!orders.contains("[cancel, interrupt, abort]") && orders.size() < 10) {
            orders.add(orderOfActions(setup).toString());
        }

        assertThat(orders).contains("[cancel, interrupt, abort]");
    }

    private static List<String> orderOfActions(Setup setup) throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Thread> handler = new CompletableFuture<>();
        TimeoutPolicy all = Watched.policy(TimeoutAction.ABORT, TimeoutAction.INTERRUPT, TimeoutAction.CANCEL);
        try (Watched watched = Watched.answering(setup, all, (request, response, report) -> {
                    order.addAll(handler.join().isInterrupted() ? List.of("interrupt", "abort") : List.of("abort"));
                    response.getWriter().write("own");
                });
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/all", (request, response) -> {
                handler.complete(Thread.currentThread());
                try (Deadline.Registration registration = Deadline.current()
                        .onExpiry(() -> order.add(handler.join().isInterrupted() ? "cancel too late" : "cancel"))) {
                    assertThat(registration).isNotNull();
                    stuck.spinning(Handlers.NOTHING).handle(request, response);
                }
            });
            try (Client client = watched.start().client()) {
                assertThat(client.get("/all").await(Watched.PATIENCE).text()).isEqualTo("own");
                assertThat(stuck.letGo()).isTrue();
                assertThat(watched.reports
                                .await(TimeoutEvent.ENDED_LATE, "/all")
                                .outcomes())
                        .containsExactly(
                                TimeoutOutcome.LOGGED,
                                TimeoutOutcome.CANCELLED,
                                TimeoutOutcome.INTERRUPTED,
                                TimeoutOutcome.ANSWERED);
            }
        }
        return order;
    }

    // ---- interrupt and abort

    @EachSetup
    void anInterruptedHandlersOwnErrorNeverWinsOverTheAnswer(Setup setup) throws Exception {
        List<Handler> ways = List.of(
                (request, response) -> response.sendError(500, "own"),
                (request, response) -> {
                    throw new IllegalStateException("own");
                },
                (request, response) -> {
                    response.setStatus(500);
                    response.getWriter().write("own");
                    response.flushBuffer();
                },
                (request, response) -> {
                    response.reset();
                    response.setStatus(200);
                    response.getOutputStream().close();
                });
        int each = 10;
        Semaphore entered = new Semaphore(0);
        try (Watched watched = Watched.under(setup, Watched.policy(TimeoutAction.INTERRUPT, TimeoutAction.ABORT))) {
            watched.builder.maxThreads(ways.size() * each + 16);
            for (int way = 0; way < ways.size(); way++) {
                Handler handler = onInterrupt(ways.get(way));
                watched.builder.handle("/" + way, (request, response) -> {
                    entered.release();
                    handler.handle(request, response);
                });
            }
            try (Client client = watched.start().client()) {
                List<Exchange> exchanges = new ArrayList<>();
                for (int i = 0; i < ways.size() * each; i++) {
                    exchanges.add(client.get("/" + i % ways.size()));
                    assertThat(entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                }
                for (Exchange exchange : exchanges) {
                    Response response = exchange.await(Watched.PATIENCE);
                    AnswerIT.isWhole(response, 503);
                    assertThat(response.text()).startsWith("{\"type\"").endsWith("\"}");
                }
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    // ---- the next request of the thread

    @EachSetup
    void noInterruptReachesTheNextRequestOfTheThread(Setup setup) throws Exception {
        Duration timeout = Duration.ofMillis(5);
        TimeoutPolicy policy = TimeoutPolicy.builder(timeout)
                .onTimeout(TimeoutAction.INTERRUPT)
                .build();
        List<String> leaks = new CopyOnWriteArrayList<>();
        try (Watched watched = Watched.behind(setup, flagWatcher(leaks), policy)) {
            watched.builder.maxThreads(8).handle("/race/*", (request, response) -> {
                Deadline deadline = Deadline.current();
                int spin = Integer.parseInt(request.getPathInfo().substring(1)) % 40 * 20;
                while (!deadline.remaining().isZero()) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < spin; i++) {
                    Thread.onSpinWait();
                }
                response.getWriter().write(request.getPathInfo());
            });
            RunningServer server = watched.start();
            List<Thread> clients = new ArrayList<>();
            List<String> wrong = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 4; i++) {
                int first = i * 1000;
                Thread client = new Thread(() -> race(server, first, wrong));
                clients.add(client);
                client.start();
            }
            for (Thread client : clients) {
                client.join(60_000);
            }
            assertThat(wrong).isEmpty();
            assertThat(leaks).isEmpty();
            long interrupted = watched.reports.all().stream()
                    .filter(report -> report.outcomes().contains(TimeoutOutcome.INTERRUPTED))
                    .count();
            assertThat(interrupted).as("the race was run").isPositive();
        }
    }

    private static Filter flagWatcher(List<String> leaks) {
        return (request, response, chain) -> {
            if (Thread.currentThread().isInterrupted()) {
                leaks.add("before");
            }
            chain.doFilter(request, response);
            if (Thread.interrupted()) {
                leaks.add("after");
            }
        };
    }

    private static void race(RunningServer server, int first, List<String> wrong) {
        try (Client client = server.client()) {
            for (int i = first; i < first + 250; i++) {
                Response response = client.get("/race/" + i).await(Watched.PATIENCE);
                if (response.status() != 200 || !response.text().equals("/" + i)) {
                    wrong.add(i + ": " + response);
                }
            }
        }
    }
}
