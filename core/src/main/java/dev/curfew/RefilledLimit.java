package dev.curfew;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets a number of things through in each second and counts what it does not. For what requests do so often that they
 * should not even read the time for it: whoever is let through first has the clock come by after a second.
 */
final class RefilledLimit {

    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final int perSecond;
    private final AtomicInteger left;
    private final LongAdder leftOut = new LongAdder();
    private volatile long refillDueNanos = Timeline.NEVER;

    RefilledLimit(int perSecond) {
        this.perSecond = perSecond;
        this.left = new AtomicInteger(perSecond);
    }

    /** Whether one more is let through; the first of a second has this watchdog's clock come by for the refill. */
    boolean tryAcquire(Watchdog watchdog) {
        int seen = left.get();
        while (seen > 0 && !left.compareAndSet(seen, seen - 1)) {
            seen = left.get();
        }
        if (seen == 0) {
            leftOut.increment();
            return false;
        }
        if (seen == perSecond) {
            refillDueNanos = watchdog.nanos() + WINDOW_NANOS;
            watchdog.wakeBy(refillDueNanos);
        }
        return true;
    }

    /** When {@link #refill} is wanted, or {@link Timeline#NEVER}. */
    long refillDueNanos() {
        return refillDueNanos;
    }

    /** Begins another second if this one is over; called by the clock alone. */
    void refill(long nowNanos) {
        if (refillDueNanos <= nowNanos) {
            refillDueNanos = Timeline.NEVER; // before the refill: the next to be let through first sets it again
            left.set(perSecond);
        }
    }

    /** How many were not let through. */
    long leftOut() {
        return leftOut.sum();
    }
}
