package dev.curfew;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets a number of things through in each second and counts what it does not. */
final class RateLimit {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanos;
    private long windowStart;
    private int inWindow;
    private long leftOut;
    private long leftOutSinceLast;

    RateLimit(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.windowStart = nanos.getAsLong();
    }

    synchronized boolean tryAcquire() {
        long now = nanos.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            inWindow = 0;
        }
        if (inWindow < perSecond) {
            inWindow++;
            return true;
        }
        leftOut++;
        leftOutSinceLast++;
        return false;
    }

    /** Whether it has had nothing to let through or to leave out in this second. */
    synchronized boolean isIdle() {
        return nanos.getAsLong() - windowStart >= WINDOW_NANOS;
    }

    synchronized long leftOut() {
        return leftOut;
    }

    /** How many were not let through since this was last asked. */
    synchronized long takeLeftOut() {
        long taken = leftOutSinceLast;
        leftOutSinceLast = 0;
        return taken;
    }
}
