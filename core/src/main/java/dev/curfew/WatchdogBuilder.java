package dev.curfew;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link Watchdog}. Not safe for use by several threads. */
public final class WatchdogBuilder {

    LongSupplier clock = System::nanoTime;
    int stacksPerSecond = 20;
    boolean debugAgent = DebugAgent.isPresent();
    boolean startClock = true;

    @Nullable
    Executor enforcing;

    private int logEntriesPerSecond = 20;
    private boolean logging = true;
    final List<TimeoutListener> listeners = new ArrayList<>();

    WatchdogBuilder() {}

    /** Also tells this listener of each report. */
    public WatchdogBuilder listener(TimeoutListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Whether reports are written to the log, by the logger {@code dev.curfew}. Default true. */
    public WatchdogBuilder logging(boolean logging) {
        this.logging = logging;
        return this;
    }

    /**
     * How many log entries of one kind (event, policy and route) are written in a second; the rest is counted. Default 20.
     *
     * @throws IllegalArgumentException unless it is at least 1
     */
    public WatchdogBuilder logEntriesPerSecond(int logEntriesPerSecond) {
        this.logEntriesPerSecond = atLeastOne("logEntriesPerSecond", logEntriesPerSecond);
        return this;
    }

    /**
     * How many stacks of request threads are taken in a second; the rest is counted. Default 20.
     *
     * @throws IllegalArgumentException unless it is at least 1
     */
    public WatchdogBuilder stacksPerSecond(int stacksPerSecond) {
        this.stacksPerSecond = atLeastOne("stacksPerSecond", stacksPerSecond);
        return this;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1; a storm must leave a trace)");
        }
        return value;
    }

    /** The monotonic clock, in nanoseconds from any origin. Default {@link System#nanoTime()}. */
    public WatchdogBuilder clock(LongSupplier nanos) {
        clock = nanos;
        return this;
    }

    /** The watchdog, with its clock thread running. */
    public Watchdog build() {
        return new Watchdog(this);
    }

    @Nullable
    LoggingListener newLoggingListener() {
        return logging ? new LoggingListener(logEntriesPerSecond) : null;
    }
}
