package dev.curfew;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches requests in flight and enforces their deadlines: the registry, one clock thread and a few enforcer threads.
 *
 * <pre>{@code
 * try (Watchdog watchdog = Watchdog.builder().build()) {
 *     try (InFlightRequest request = watchdog.watch(policy, RequestDescription.of("CONSUME", "orders"))) {
 *         handle(message);
 *     }
 * }
 * }</pre>
 *
 * <p>Fails open: a watchdog that is closed, or that fails, lets requests go on unwatched and says so once in the log.
 * Safe for use by all threads.
 */
public final class Watchdog implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_ENFORCERS = 256;
    private static final long PATIENCE_OF_ENFORCERS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Registry registry = new Registry(Runtime.getRuntime().availableProcessors());
    private final Faults faults = new Faults();
    private final Clock clock;
    private final ClockDuties duties;
    private final EnforcerPool enforcers;
    private final EnforcerPool handles;
    private final Executor enforcing;
    private final Enforcer enforcer;
    private final Notifier notifier;
    private final @Nullable LoggingListener logging;
    private final Completions completions = new Completions(faults);
    private final LongSupplier clockNanos;
    private final long origin;
    private final boolean debugAgent;
    private final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean closed;
    volatile long lastDeadlineNanos = Timeline.NEVER; // of what its policy enforces

    Watchdog(WatchdogBuilder builder) {
        clockNanos = builder.clock;
        origin = clockNanos.getAsLong();
        debugAgent = builder.debugAgent;
        int few = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        enforcers = new EnforcerPool(
                "curfew-enforcer",
                new EnforcerPool.Size(few, MOST_ENFORCERS, PATIENCE_OF_ENFORCERS),
                this::nanos,
                faults);
        // What cancels a query or a call talks to another machine, mostly where Java does not see that it waits.
        handles = new EnforcerPool("curfew-cancel", new EnforcerPool.Size(few, MOST_ENFORCERS, 0), this::nanos, faults);
        enforcing = builder.enforcing == null ? enforcers : builder.enforcing;
        logging = builder.newLoggingListener();
        notifier = new Notifier(builder.listeners, faults);
        if (logging != null) {
            notifier.add(logging);
        }
        enforcer = new Enforcer(handles, notifier, builder.stacksPerSecond, this::nanos, faults);
        duties = new ClockDuties(List.of(enforcers, handles), enforcer.moves());
        clock = new Clock(registry.timelines(), registry.cells(), duties, this::nanos, faults);
        if (builder.startClock) {
            clock.start();
        }
        if (debugAgent) {
            faults.say("This JVM was started with a debug agent: policies with when-debugging=log only log");
        }
    }

    /** Begins a watchdog with the defaults. */
    public static WatchdogBuilder builder() {
        return new WatchdogBuilder();
    }

    /** Begins the watch of a request that has nobody to answer; it can be cancelled and interrupted. */
    public InFlightRequest watch(TimeoutPolicy policy, RequestDescription description) {
        return watch(policy, description, null);
    }

    /**
     * Begins the watch of a request on the calling thread, which is the one that is interrupted, whose stack is reported,
     * and whose {@link Deadline#current()} is the request's until it has completed.
     *
     * @param abortHandler how to answer, or null where nobody waits for an answer
     */
    public InFlightRequest watch(
            TimeoutPolicy policy, RequestDescription description, @Nullable AbortHandler abortHandler) {
        if (closed) {
            faults.say("The watchdog is closed; requests go on unwatched");
            return new UnwatchedRequest(policy, description);
        }
        try {
            WatchedRequest request =
                    new WatchedRequest(this, registry.ofThread(), inForce(policy), description, abortHandler);
            request.begin(nanos());
            registry.add(request, clock);
            if (lastDeadlineNanos != Timeline.NEVER) {
                request.drain(lastDeadlineNanos);
            }
            return request;
        } catch (RuntimeException | Error e) {
            faults.report("A request could not be watched", e);
            return new UnwatchedRequest(policy, description);
        }
    }

    /** The policy as it is in this JVM. */
    TimeoutPolicy inForce(TimeoutPolicy policy) {
        return debugAgent ? policy.whenDebugging() : policy;
    }

    /**
     * Whether a new request under this policy is let in. It is not where the policy aborts and as many answered requests
     * as its {@code max-abandoned} are still running; that is counted as refused.
     */
    public boolean admits(TimeoutPolicy policy) {
        if (!policy.aborts || abandoned.get() < policy.maxAbandoned()) {
            return true;
        }
        refused.incrementAndGet();
        faults.say("As many answered requests are still running as max-abandoned allows (" + policy.maxAbandoned()
                + "); new requests under abort are refused");
        return false;
    }

    /** How many requests are in flight; while they come and go, a few may count twice. */
    public int inFlight() {
        return registry.size();
    }

    /** How many requests were answered or broken off and are still running. */
    public int abandoned() {
        return abandoned.get();
    }

    /** How many requests were refused at entry. */
    public long refused() {
        return refused.get();
    }

    /** How many reports were not told to a listener because its queue was full. */
    public long reportsDropped() {
        return notifier.dropped();
    }

    /** How many reports of moved deadlines were not made because of their limit of 100 per second. */
    public long movesLeftOut() {
        return enforcer.moves().leftOut();
    }

    /** How many stacks were not taken because of the limit per second. */
    public long stacksLeftOut() {
        return enforcer.stacksLeftOut();
    }

    /** How often Curfew itself, or a listener, handle or answer of the application, failed. */
    public long faults() {
        return faults.count();
    }

    /** How many log entries were not written because of the limit per second. */
    public long logEntriesLeftOut() {
        return logging == null ? 0 : logging.leftOut();
    }

    /** By how much the clock woke up too late in the last half to one minute, at most: a sign of a starved machine. */
    public Duration clockLag() {
        return Duration.ofNanos(clock.lagNanos());
    }

    /** How long the oldest request that has a deadline has been running; zero where there is none. */
    public Duration oldestAge() {
        return registry.oldestAge(nanos());
    }

    /** The requests in flight, the longest-running first, at most this many. Stops no request while it is taken. */
    public List<RequestSnapshot> snapshot(int most) {
        return registry.snapshot(nanos(), most);
    }

    /** The request in flight with this id, for an operator; or null where there is none any more. */
    public @Nullable RequestControl find(String id) {
        WatchedRequest request = registry.find(id);
        return request == null ? null : new RequestControl(request);
    }

    /** Also tells this listener of each report from now on. */
    public void addListener(TimeoutListener listener) {
        notifier.add(listener);
    }

    /** Tells this listener of each completion from now on. */
    public void addListener(CompletionListener listener) {
        completions.add(listener);
    }

    /**
     * Prepares the end of the app: from now on no deadline that its policy enforces is later than this much from now, or is
     * taken away, those of new requests too; and responses without one, such as streams of events, are ended where no
     * thread works for them. Requests under a policy that only logs are left alone. The moves are not reported.
     *
     * @return the requests in flight when this was called, the longest-running first
     */
    public List<RequestSnapshot> drain(Duration remaining) {
        long nanos =
                Durations.notNegative("drain", remaining, "0s ends all at once").toNanos();
        List<RequestSnapshot> inFlight = snapshot(Integer.MAX_VALUE);
        lastDeadlineNanos = nanos() + nanos;
        registry.forEach(request -> request.drain(lastDeadlineNanos));
        return inFlight;
    }

    /**
     * Stops watching. Requests in flight go on without a deadline's actions. What was begun (actions, handles, reports to
     * listeners) has one second in all to finish; what still hangs then is interrupted, and not waited for. Closing twice
     * does nothing more.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        registry.cells().close();
        clock.close();
        long start = System.nanoTime();
        enforcers.close(patienceLeft(start));
        handles.close(patienceLeft(start));
        notifier.close(patienceLeft(start));
        clock.awaitEnd(patienceLeft(start));
    }

    private static long patienceLeft(long startNanos) {
        return PATIENCE_NANOS - (System.nanoTime() - startNanos);
    }

    // ---- for the rooms behind this one

    /** Nanoseconds since the watchdog was built. */
    long nanos() {
        return clockNanos.getAsLong() - origin;
    }

    /** Tells of a request that has just completed. */
    void completed(WatchedRequest request) {
        if (!completions.isEmpty() && !request.has(StateWord.DISABLED)) {
            completions.publish(request, nanos());
        }
    }

    void wakeBy(long dueNanos) {
        clock.wakeBy(dueNanos);
    }

    Enforcer enforcer() {
        return enforcer;
    }

    Clock clock() {
        return clock;
    }

    /** Has an enforcer thread do this; returns whether that is certain. */
    boolean enforce(Runnable task) {
        boolean accepted = true;
        try {
            enforcing.execute(task);
        } catch (Throwable t) { // too many threads among them; it may be queued all the same
            faults.report("An enforcer task was rejected", t);
            accepted = false;
        }
        wakeBy(duties.reliefDueNanos());
        return accepted;
    }

    String idOf(long number, Timeline timeline) {
        return registry.idOf(number, timeline);
    }

    void countAbandoned(int change) {
        abandoned.addAndGet(change);
    }
}
