package dev.curfew;

import java.util.concurrent.TimeUnit;

/**
 * The largest of the values recorded in the last half to one minute. One thread records, any reads; who reads takes nothing
 * away from the next reader.
 */
final class RecentMax {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long windowStart;
    private long inWindow;
    private long inWindowBefore;

    synchronized void record(long value, long nowNanos) {
        turn(nowNanos);
        inWindow = Math.max(inWindow, value);
    }

    /** The largest value, or 0 where none was above that. */
    synchronized long max(long nowNanos) {
        turn(nowNanos);
        return Math.max(inWindow, inWindowBefore);
    }

    private void turn(long nowNanos) {
        long windows = (nowNanos - windowStart) / WINDOW_NANOS;
        if (windows > 0) {
            inWindowBefore = windows == 1 ? inWindow : 0;
            inWindow = 0;
            windowStart += windows * WINDOW_NANOS;
        }
    }
}
