package dev.curfew.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, but not for ever. An interrupt does not end the wait; it is kept for whoever comes after. */
record Patience(Duration most) {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Whether the condition came true in time. */
    boolean await(BooleanSupplier condition) {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() - start < most.toNanos()) {
            LockSupport.parkNanos(this, POLL_NANOS);
            interrupted |= Thread.interrupted();
            met = condition.getAsBoolean();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return met;
    }

    @Override
    public String toString() {
        return most.toMillis() % 1000 == 0 ? most.toSeconds() + " s" : most.toMillis() + " ms";
    }
}
