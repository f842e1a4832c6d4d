package dev.curfew.it.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Waits until a counter that grows stands still: that nothing happens can only be seen by watching for a while. */
public final class Stillness {

    private static final long STILL_MILLIS = 250;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Stillness() {}

    /** The value above zero that did not change for a quarter of a second. */
    public static long awaitNoChange(LongSupplier counter) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long start = System.nanoTime();
        long last = -1;
        while (System.nanoTime() - start < LIMIT_NANOS) {
            long now = counter.getAsLong();
            if (now > 0 && now == last) {
                return now;
            }
            last = now;
            never.await(STILL_MILLIS, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("still growing after 10s: " + last);
    }
}
