package dev.curfew;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a request's timeout shorter than its policy's, whichever policy comes into force: how long its caller waits,
 * and how long it was queued before it came. Never makes a timeout longer.
 *
 * @param caller how long the caller waits from now on, or null where it does not say
 * @param floor the shortest timeout that a caller can bring about
 * @param queued how long the request had been on its way or in queues when it came; counts against the policy's timeout
 */
public record TimeoutLimit(@Nullable Duration caller, Duration floor, Duration queued) {

    /** No limit is longer, as no timeout is: 24 h. */
    public static final Duration LONGEST = Durations.LONGEST;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException unless {@code 0 < caller <= 24h}, {@code 0 <= floor <= 24h} and {@code 0 <= queued
     *     <= 24h}
     */
    public TimeoutLimit {
        if (caller != null) {
            Durations.positive("caller", caller, "use null where the caller does not say");
        }
        Durations.notNegative("floor", floor, "use 0s to have none");
        Durations.notNegative("queued", queued, "use 0s where that is not known");
    }

    /** The timeout under a policy with this one: from the request's beginning, zero if it is over by then. */
    long timeoutNanos(long policyNanos) {
        long left = Math.max(0, policyNanos - queued.toNanos());
        return caller == null ? left : Math.min(left, Math.max(caller.toNanos(), floor.toNanos()));
    }

    /** Why the timeout is what it is, for reports; empty where the policy alone decides. */
    Map<String, String> reasons(long policyNanos) {
        Map<String, String> reasons = new LinkedHashMap<>();
        long left = policyNanos - queued.toNanos();
        if (caller != null && Math.max(caller.toNanos(), floor.toNanos()) < left) {
            boolean raised = caller.compareTo(floor) < 0;
            reasons.put(
                    "limit", "caller " + Durations.text(caller) + (raised ? ", floor " + Durations.text(floor) : ""));
        }
        if (!queued.isZero()) {
            reasons.put("queued", Durations.measured(queued));
        }
        return reasons;
    }
}
