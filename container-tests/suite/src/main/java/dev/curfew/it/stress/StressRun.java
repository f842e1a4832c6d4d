package dev.curfew.it.stress;

import dev.curfew.RequestSnapshot;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.WarnAt;
import dev.curfew.Watchdog;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.RawHttp2;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** One run: some clients send scripted requests, one after the other, until all are sent. */
final class StressRun {

    private static final int CLIENTS = 24;
    private static final int STREAMS_PER_CONNECTION = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Map<Script.Stop, RoutePolicy> POLICIES = Map.of(
            Script.Stop.ABORT, policyOf(TimeoutAction.ABORT),
            Script.Stop.ABORT_AND_INTERRUPT, policyOf(TimeoutAction.INTERRUPT, TimeoutAction.ABORT),
            Script.Stop.INTERRUPT, policyOf(TimeoutAction.INTERRUPT));

    final Verdicts verdicts = new Verdicts();
    final StressHandler handler;
    private final Setup setup;
    private final long seed;
    private final int requests;
    private final ScheduledExecutorService others = Executors.newScheduledThreadPool(4);
    private final AtomicInteger next = new AtomicInteger();

    StressRun(Setup setup, long seed, int requests) {
        this.setup = setup;
        this.seed = seed;
        this.requests = requests;
        this.handler = new StressHandler(seed, others);
    }

    /** Runs to the end; returns how many requests are in flight and abandoned afterwards, which must be none. */
    int run() throws Exception {
        try (Watchdog watchdog = Watchdog.builder().logging(false).build();
                RunningServer server = setup.server()
                        .maxThreads(64)
                        .filter("outermost", outermost())
                        .filter("curfew", new RequestTimeoutFilter(watchdog, this::policy))
                        .handle("/stress/*", handler)
                        .start()) {
            send(server);
            return settled(watchdog);
        } finally {
            others.shutdownNow();
        }
    }

    private int settled(Watchdog watchdog) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (watchdog.inFlight() + watchdog.abandoned() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        for (RequestSnapshot each : watchdog.snapshot(10)) {
            String path = each.request().path();
            int number = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            System.out.println("left: " + each.state() + " " + each.thread() + " " + Script.of(seed, number));
        }
        return watchdog.inFlight() + watchdog.abandoned();
    }

    /** No request may begin, or leave the filter, with an interrupt that is not its own. */
    private Filter outermost() {
        return (request, response, chain) -> {
            if (Thread.interrupted()) {
                verdicts.startedInterrupted.increment();
            }
            try {
                chain.doFilter(request, response);
            } finally {
                if (Thread.interrupted()) {
                    verdicts.startedInterrupted.increment();
                }
            }
        };
    }

    private RoutePolicy policy(HttpServletRequest request) {
        return POLICIES.get(Script.of(seed, StressHandler.numberOf(request)).stop());
    }

    private static RoutePolicy policyOf(TimeoutAction... actions) {
        return RoutePolicy.of(TimeoutPolicy.builder(Duration.ofNanos(Script.TIMEOUT_NANOS))
                .warnAt(WarnAt.off())
                .maxAbandoned(1_000_000)
                .onTimeout(actions)
                .build());
    }

    private void send(RunningServer server) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(CLIENTS);
        List<Client> clients = new ArrayList<>();
        List<Future<?>> ends = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                if (!setup.protocol().isHttp2() || i % STREAMS_PER_CONNECTION == 0) {
                    clients.add(server.client());
                }
                Client client = clients.get(clients.size() - 1);
                ends.add(senders.submit(() -> sendUntilDone(client)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            senders.shutdownNow();
            clients.forEach(Client::close);
        }
    }

    /** A connection that the server gives up would turn all that is left to send into failures of no meaning. */
    private static void mustLive(Client client) {
        if (client instanceof RawHttp2 connection && connection.goAwayCode() > 0) {
            throw new AssertionError("GOAWAY " + connection.goAwayCode() + " " + connection.goAwayText());
        }
    }

    private void sendUntilDone(Client client) {
        for (int number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
            Script script = Script.of(seed, number);
            verdicts.judge(
                    script, client.send(RequestSpec.get("/stress/" + number)).await(PATIENCE));
            mustLive(client);
        }
    }
}
