package dev.curfew.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When abandoned requests hold so many of the server's threads that the app should get no more traffic, and when it has been
 * so for so long that it should be started anew.
 *
 * <pre>{@code
 *   FINE ── more than the share abandoned ──► REFUSING ── for broken-after ──► BROKEN
 *     ▲                                          │                               │
 *     └────── no more than the share ────────────┴───────────────────────────────┘
 * }</pre>
 */
final class AvailabilityRules {

    enum State {
        FINE,
        REFUSING,
        BROKEN
    }

    private final int mostAbandoned;
    private final @Nullable Duration brokenAfter;
    private State state = State.FINE;
    private long refusingSinceNanos;

    AvailabilityRules(int mostAbandoned, @Nullable Duration brokenAfter) {
        this.mostAbandoned = mostAbandoned;
        this.brokenAfter = brokenAfter;
    }

    /** Reads the rules. */
    static AvailabilityRules of(CurfewProperties.Health health, int threads) {
        Duration brokenAfter = health.getBrokenAfter();
        if (brokenAfter != null && (brokenAfter.isNegative() || brokenAfter.isZero())) {
            throw new CurfewConfigurationException(
                    "curfew.health.broken-after",
                    brokenAfter + " (expected: > 0; leave it out so that liveness is left alone)",
                    null);
        }
        return new AvailabilityRules(threads * percent(health.getRefuseTrafficAt()) / 100, brokenAfter);
    }

    private static int percent(@Nullable String share) {
        if (share != null && share.matches("[1-9][0-9]?%")) {
            return Integer.parseInt(share.substring(0, share.length() - 1));
        }
        throw new CurfewConfigurationException(
                "curfew.health.refuse-traffic-at",
                (share == null ? "unset" : share)
                        + " (expected: a share of the server's threads, 1% to 99%; leave out all of curfew.health to switch"
                        + " this off)",
                null);
    }

    /** The state with this many abandoned requests at this time. */
    State next(int abandoned, long nowNanos) {
        if (abandoned <= mostAbandoned) {
            state = State.FINE;
        } else if (state == State.FINE) {
            state = State.REFUSING;
            refusingSinceNanos = nowNanos;
        } else if (brokenAfter != null && nowNanos - refusingSinceNanos >= brokenAfter.toNanos()) {
            state = State.BROKEN;
        }
        return state;
    }
}
