package dev.curfew;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take and what happens when it takes longer. Immutable, checked when it is built, and shared by
 * all requests that it applies to.
 *
 * <pre>{@code
 * TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(30))
 *         .onTimeout(TimeoutAction.INTERRUPT, TimeoutAction.ABORT)
 *         .build();
 * }</pre>
 */
public final class TimeoutPolicy {

    private final String name;
    private final Duration timeout;
    private final WarnAt warnAt;
    private final Set<TimeoutAction> onTimeout;
    private final Duration grace;
    private final int status;
    private final @Nullable Duration retryAfter;
    private final Duration maxExtension;
    private final Duration maxShield;
    private final int maxAbandoned;
    private final boolean breakOffCommitted;
    private final boolean logWhenDebugging;

    // What the hot path needs, worked out once.
    final long timeoutNanos;
    final long firstEventNanos;
    final long maxExtensionNanos;
    final boolean cancels;
    final boolean interrupts;
    final boolean aborts;

    TimeoutPolicy(TimeoutPolicyBuilder builder) {
        builder.warnAt.checkAgainst(builder.timeout);
        name = builder.name;
        timeout = builder.timeout;
        warnAt = builder.warnAt;
        onTimeout = Collections.unmodifiableSet(EnumSet.copyOf(builder.onTimeout));
        grace = builder.grace;
        status = builder.status;
        retryAfter = builder.retryAfter;
        maxExtension = builder.maxExtension;
        maxShield = builder.maxShield;
        maxAbandoned = builder.maxAbandoned;
        breakOffCommitted = builder.breakOffCommitted;
        logWhenDebugging = builder.logWhenDebugging;
        timeoutNanos = timeout.toNanos();
        maxExtensionNanos = maxExtension.toNanos();
        long warnNanos = warnAt.nanosOf(timeoutNanos);
        firstEventNanos = warnNanos < 0 ? timeoutNanos : warnNanos;
        cancels = onTimeout.contains(TimeoutAction.CANCEL);
        interrupts = onTimeout.contains(TimeoutAction.INTERRUPT);
        aborts = onTimeout.contains(TimeoutAction.ABORT);
    }

    /**
     * Begins a policy with this timeout and the defaults for all else.
     *
     * @throws IllegalArgumentException unless {@code 0 < timeout <= 24h}
     */
    public static TimeoutPolicyBuilder builder(Duration timeout) {
        return new TimeoutPolicyBuilder(timeout);
    }

    /** Begins a policy that has all values of this one. */
    public TimeoutPolicyBuilder toBuilder() {
        return new TimeoutPolicyBuilder(this);
    }

    /** The name in log entries and meters; {@code default} unless given. */
    public String name() {
        return name;
    }

    /** How long a request may take. Default 30 s. */
    public Duration timeout() {
        return timeout;
    }

    /** When a running request is warned of. Default 80 % of the timeout. */
    public WarnAt warnAt() {
        return warnAt;
    }

    /** What happens at the deadline. Default {@link TimeoutAction#LOG}, which is always part of it. */
    public Set<TimeoutAction> onTimeout() {
        return onTimeout;
    }

    /** How long after the deadline a request that still runs is called stuck. Default 10 s. */
    public Duration grace() {
        return grace;
    }

    /** The status of the answer on abort. Default 503. */
    public int status() {
        return status;
    }

    /** The value of the answer's {@code Retry-After} header, in whole seconds, or null for none. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** How far code may move the deadline beyond its first one. Default 5 min. */
    public Duration maxExtension() {
        return maxExtension;
    }

    /** How long a shielded section can hold off the deadline's actions. Default 5 s. */
    public Duration maxShield() {
        return maxShield;
    }

    /** Answered requests still running beyond which new ones under abort are refused at entry. Default 1000. */
    public int maxAbandoned() {
        return maxAbandoned;
    }

    /** Whether abort breaks the response off where something is or may be committed. Default false: it answers. */
    public boolean breaksOffCommitted() {
        return breakOffCommitted;
    }

    /** Whether the policy only logs in a JVM that was started with a debug agent. Default false. */
    public boolean logWhenDebugging() {
        return logWhenDebugging;
    }

    /** This policy as it is in a JVM with a debug agent. */
    TimeoutPolicy whenDebugging() {
        return logWhenDebugging && enforces() ? toBuilder().onTimeout().build() : this;
    }

    /** Whether anything but the log happens at the deadline. */
    public boolean enforces() {
        return cancels || interrupts || aborts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimeoutPolicy that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, timeout, onTimeout);
    }

    /** All values by their keys, as configuration writes them. */
    @Override
    public String toString() {
        return "policy=" + name + " timeout=" + Durations.text(timeout) + " warn-at=" + warnAt + " on-timeout="
                + String.join(",", onTimeout.stream().map(TimeoutAction::word).toList()) + " grace="
                + Durations.text(grace) + " status=" + status
                + (retryAfter == null ? "" : " retry-after=" + Durations.text(retryAfter)) + " max-extension="
                + Durations.text(maxExtension) + " max-shield=" + Durations.text(maxShield) + " max-abandoned="
                + maxAbandoned + " when-committed=" + (breakOffCommitted ? "break-off" : "answer") + " when-debugging="
                + (logWhenDebugging ? "log" : "enforce");
    }
}
