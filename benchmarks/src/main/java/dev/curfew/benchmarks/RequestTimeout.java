package dev.curfew.benchmarks;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.time.Duration;

/**
 * A timeout as Curfew and its rivals are given it, made beforehand.
 *
 * @param policy for Curfew: warns, interrupts, aborts, and calls stuck what goes on
 * @param warnNanos from the beginning to the warning
 * @param nanos from the beginning to the deadline
 */
record RequestTimeout(TimeoutPolicy policy, long warnNanos, long nanos) {

    /** How many different ones there are where each request has another one. */
    private static final int VARIED = 4096;

    static RequestTimeout of(Duration timeout) {
        TimeoutPolicy policy = TimeoutPolicy.builder(timeout)
                .onTimeout(TimeoutAction.INTERRUPT, TimeoutAction.ABORT)
                .build();
        long nanos = timeout.toNanos();
        return new RequestTimeout(policy, nanos / 5 * 4, nanos);
    }

    /** So long that nothing is due while something is measured. */
    static RequestTimeout anHour() {
        return of(Duration.ofHours(1));
    }

    /** From one hour to two in no order, a power of two of them. */
    static RequestTimeout[] varied() {
        RequestTimeout[] varied = new RequestTimeout[VARIED];
        for (int i = 0; i < VARIED; i++) {
            int step = i * 1237 % VARIED; // odd, so each step once
            varied[i] = of(Duration.ofHours(1).plusMillis(step * 3_600_000L / VARIED));
        }
        return varied;
    }
}
