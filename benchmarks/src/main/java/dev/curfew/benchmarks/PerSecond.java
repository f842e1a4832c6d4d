package dev.curfew.benchmarks;

import java.util.concurrent.TimeUnit;

/** Counts what may come so many times a second, and how many times that allows. */
final class PerSecond {

    private static final int LIMIT = 20; // the default of WatchdogBuilder, for stacks and for log entries of one kind
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long firstNanos;
    private long lastNanos;
    private long count;

    synchronized void add() {
        lastNanos = System.nanoTime();
        firstNanos = count == 0 ? lastNanos : firstNanos;
        count++;
    }

    synchronized long count() {
        return count;
    }

    /** A second's worth for each second that was begun. */
    synchronized long limit() {
        return count == 0 ? 0 : LIMIT * (1 + (lastNanos - firstNanos) / SECOND_NANOS);
    }
}
