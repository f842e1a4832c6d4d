package dev.curfew.benchmarks;

import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;

/**
 * A storm: many requests whose deadlines pass in the same second, all of them held by their handlers, under a filter that
 * logs, interrupts and aborts. Before it the same server has answered many ordinary requests, so that what these run is
 * compiled, has held and answered as many as the storm has, so that its threads and buffers are there, and has had a few
 * expire, so that its classes are; the code of an expiry has run a few times only, as in a server that has been well so
 * far.
 *
 * <p>The deadlines are the server's own; when an answer was there is the client's word. Both are {@code System.nanoTime()},
 * which on Linux is one clock for all processes.
 */
final class Storm implements AutoCloseable {

    private static final Duration FILL_TIMEOUT = Duration.ofMinutes(1); // passed by none
    static final Duration TIMEOUT = Duration.ofSeconds(5); // so that all are held long before
    private static final Duration GRACE = Duration.ofSeconds(1); // so that the stuck are told of too
    private static final int MOST_ABANDONED = 10_000; // more than a storm has, or else the probes would be refused
    private static final int ORDINARY = 40_000;
    private static final int REHEARSED = 50;
    private static final long AFTERMATH_MILLIS = 2_000;
    private static final long STORM_TAIL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long RELEASE_SECONDS = 30;

    private final StormLog log;
    private final ToldReports told = new ToldReports();
    private final Watchdog watchdog;
    private final HeldRequests servlet = new HeldRequests();
    private final TomcatServer server;
    private final ClientProcess client;
    private final long spreadMillis;
    private volatile TimeoutPolicyResolver routes = resolver(FILL_TIMEOUT);

    Storm(ServerThreads threads, long spreadMillis) throws IOException, LifecycleException {
        this.spreadMillis = spreadMillis;
        log = StormLog.install();
        watchdog = Watchdog.builder().listener(told).build();
        server = new TomcatServer(
                threads, Map.of("/*", new RequestTimeoutFilter(watchdog, request -> routes.resolve(request))), servlet);
        client = new ClientProcess(StormClient.class, server.port());
    }

    private static TimeoutPolicyResolver resolver(Duration timeout) {
        RoutePolicy route = route(timeout);
        return request -> route;
    }

    /** However long requests take to come, the deadline of each passes at its time within the spread. */
    private TimeoutPolicyResolver resolver(int requests) {
        long firstNanos = System.nanoTime() + TIMEOUT.toNanos();
        long stepNanos = TimeUnit.MILLISECONDS.toNanos(spreadMillis) / requests;
        RoutePolicy others = route(TIMEOUT);
        return request -> {
            int number = HeldRequests.numberOf(request);
            long left = firstNanos + number * stepNanos - System.nanoTime();
            return number < 0 ? others : route(Duration.ofNanos(Math.max(left, 1))); // one that came too late widens it
        };
    }

    private static RoutePolicy route(Duration timeout) {
        TimeoutPolicy policy = TimeoutPolicy.builder(timeout)
                .set("on-timeout", "log,interrupt,abort")
                .grace(GRACE)
                .maxAbandoned(MOST_ABANDONED)
                .build();
        return new RoutePolicy(policy, "/*");
    }

    /** Measures a storm of so many requests. */
    Map<String, Double> measure(int requests) throws IOException, InterruptedException {
        serve();
        fill(requests);
        storm(Math.min(requests, REHEARSED));
        long before = liveBytes();
        long stacksLeftOut = watchdog.stacksLeftOut();
        long entriesLeftOut = watchdog.logEntriesLeftOut();
        Map<String, Double> values = storm(requests);
        values.put("stacks", (double) told.stacks());
        values.put("stackLimit", (double) told.stackLimit());
        values.put("logEntries", (double) log.entries());
        values.put("logLimit", (double) log.limit());
        values.put("leftOut", (double) (watchdog.logEntriesLeftOut() - entriesLeftOut));
        values.put("stacksLeftOut", (double) (watchdog.stacksLeftOut() - stacksLeftOut));
        long after = liveBytes();
        values.put("keptBytes", (double) (after - before));
        storm(requests); // what the first one left in each thread and in caches is there by now
        values.put("keptByAnotherBytes", (double) (liveBytes() - after));
        values.put("reportsDropped", (double) watchdog.reportsDropped());
        values.put("faults", (double) watchdog.faults());
        values.put("ordinaryRequestsBefore", (double) ORDINARY);
        return values;
    }

    /** Ordinary requests, answered at once. */
    private void serve() throws IOException {
        try (ClientProcess ordinary = new ClientProcess(LoadClient.class, server.port())) {
            ordinary.begin("/ " + ORDINARY);
            ordinary.answers();
        }
    }

    /** As many requests as in the storm, all of which end well. */
    private void fill(int requests) throws IOException, InterruptedException {
        HeldRequests.Storm fill = servlet.begin(requests);
        client.begin(requests + " 0");
        await(fill);
        fill.release();
        client.answers();
    }

    private Map<String, Double> storm(int requests) throws IOException, InterruptedException {
        HeldRequests.Storm storm = servlet.begin(requests);
        routes = resolver(requests);
        client.begin(requests + " " + spreadMillis);
        await(storm);
        long first = Arrays.stream(storm.deadlineNanos()).min().orElseThrow();
        long last = Arrays.stream(storm.deadlineNanos()).max().orElseThrow();
        sleepUntil(first);
        CpuTimes before = CpuTimes.now(client);
        sleepUntil(last + STORM_TAIL_NANOS);
        CpuTimes after = CpuTimes.now(client);
        Thread.sleep(AFTERMATH_MILLIS);
        storm.release();
        List<String> answers = client.answers();
        awaitEnd();
        servlet.begin(0); // keeps nothing of this one
        Map<String, Double> values =
                new StormOutcome(storm.deadlineNanos(), HeldAnswer.of(answers), Probe.of(answers)).values();
        values.put("serverCpuMillis", after.ownMillisSince(before));
        values.put("clientCpuMillis", after.clientMillisSince(before));
        values.put("foreignCores", after.foreignCoresSince(before));
        return values;
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }

    private static void await(HeldRequests.Storm storm) throws InterruptedException {
        if (!storm.held().await(RELEASE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(storm.held().getCount() + " requests have not come");
        }
    }

    private void awaitEnd() throws InterruptedException {
        while (watchdog.inFlight() > 0) {
            Thread.sleep(10);
        }
        Thread.sleep(500); // what its listeners still have to tell
    }

    /** Forgets what was recorded until now, so that none of it is counted. */
    private long liveBytes() {
        log.reset();
        told.reset();
        return LiveBytes.now();
    }

    @Override
    public void close() throws LifecycleException {
        client.close();
        server.close();
        watchdog.close();
        log.stop();
    }
}
