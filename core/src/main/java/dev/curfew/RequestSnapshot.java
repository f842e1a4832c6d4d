package dev.curfew;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request in flight as it was when the snapshot was taken.
 *
 * @param id the request's id, unique in its watchdog
 * @param request what the request is called
 * @param policy the name of the policy in force
 * @param timeout the timeout in force, extensions included; null where the deadline was disabled
 * @param age how long the request has been running
 * @param state how far it has come
 * @param thread the name of the request's thread, or null while it has none
 */
public record RequestSnapshot(
        String id,
        RequestDescription request,
        String policy,
        @Nullable Duration timeout,
        Duration age,
        RequestState state,
        @Nullable String thread) {

    /** The time left, never negative; null where the deadline was disabled. */
    public @Nullable Duration remaining() {
        if (timeout == null) {
            return null;
        }
        Duration left = timeout.minus(age);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
