package dev.curfew;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TimeoutPolicy}. Each value is checked as it is given, what spans several when the policy is built; an
 * error names the key, the value, the bound and the remedy. Not safe for use by several threads.
 */
public final class TimeoutPolicyBuilder {

    String name = "default";
    Duration timeout;
    WarnAt warnAt = WarnAt.percent(80);
    Set<TimeoutAction> onTimeout = EnumSet.of(TimeoutAction.LOG);
    Duration grace = Duration.ofSeconds(10);
    int status = 503;

    @Nullable
    Duration retryAfter;

    Duration maxExtension = Duration.ofMinutes(5);
    Duration maxShield = Duration.ofSeconds(5);
    int maxAbandoned = 1000;
    boolean breakOffCommitted;
    boolean logWhenDebugging;

    TimeoutPolicyBuilder(Duration timeout) {
        this.timeout = checkTimeout(timeout);
    }

    TimeoutPolicyBuilder(TimeoutPolicy policy) {
        name = policy.name();
        timeout = policy.timeout();
        warnAt = policy.warnAt();
        onTimeout = EnumSet.copyOf(policy.onTimeout());
        grace = policy.grace();
        status = policy.status();
        retryAfter = policy.retryAfter();
        maxExtension = policy.maxExtension();
        maxShield = policy.maxShield();
        maxAbandoned = policy.maxAbandoned();
        breakOffCommitted = policy.breaksOffCommitted();
        logWhenDebugging = policy.logWhenDebugging();
    }

    /** Another builder with the values that this one has now. */
    public TimeoutPolicyBuilder copy() {
        TimeoutPolicyBuilder copy = new TimeoutPolicyBuilder(timeout);
        copy.name = name;
        copy.warnAt = warnAt;
        copy.onTimeout = EnumSet.copyOf(onTimeout);
        copy.grace = grace;
        copy.status = status;
        copy.retryAfter = retryAfter;
        copy.maxExtension = maxExtension;
        copy.maxShield = maxShield;
        copy.maxAbandoned = maxAbandoned;
        copy.breakOffCommitted = breakOffCommitted;
        copy.logWhenDebugging = logWhenDebugging;
        return copy;
    }

    /** The name in log entries and meters. */
    public TimeoutPolicyBuilder name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "policy: '" + name + "' (expected: a name; leave it out for the default)");
        }
        this.name = name;
        return this;
    }

    /** How long a request may take: {@code 0 < timeout <= 24h}. */
    public TimeoutPolicyBuilder timeout(Duration timeout) {
        this.timeout = checkTimeout(timeout);
        return this;
    }

    private static Duration checkTimeout(Duration timeout) {
        return Durations.positive("timeout", timeout, "use enabled=false to switch the filter off");
    }

    /** When a running request is warned of; must be before the timeout. */
    public TimeoutPolicyBuilder warnAt(WarnAt warnAt) {
        this.warnAt = warnAt;
        return this;
    }

    /** What happens at the deadline, in place of what was given before; a log entry is always written. */
    public TimeoutPolicyBuilder onTimeout(TimeoutAction... actions) {
        return onTimeout(List.of(actions));
    }

    /** What happens at the deadline, in place of what was given before; a log entry is always written. */
    public TimeoutPolicyBuilder onTimeout(Collection<TimeoutAction> actions) {
        Set<TimeoutAction> all = EnumSet.of(TimeoutAction.LOG);
        all.addAll(actions);
        onTimeout = all;
        return this;
    }

    /** How long after the deadline a request that still runs is called stuck: {@code 0 < grace <= 24h}. */
    public TimeoutPolicyBuilder grace(Duration grace) {
        this.grace = Durations.positive("grace", grace, "it is when a request that still runs is called stuck");
        return this;
    }

    /** The status of the answer on abort: 400 to 599. */
    public TimeoutPolicyBuilder status(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "status: " + status + " (expected: 400 to 599; 503 and 504 are the usual ones)");
        }
        this.status = status;
        return this;
    }

    /** The value of the answer's {@code Retry-After} header, whole seconds up to 24 h, or null for no header. */
    public TimeoutPolicyBuilder retryAfter(@Nullable Duration retryAfter) {
        if (retryAfter != null) {
            Durations.notNegative("retry-after", retryAfter, "leave it out to send no Retry-After header");
            if (!retryAfter.equals(retryAfter.truncatedTo(ChronoUnit.SECONDS))) {
                throw new IllegalArgumentException("retry-after: " + Durations.text(retryAfter)
                        + " (expected: whole seconds; the header knows no fractions)");
            }
        }
        this.retryAfter = retryAfter;
        return this;
    }

    /** How far code may move the deadline beyond its first one: {@code 0 <= maxExtension <= 24h}. */
    public TimeoutPolicyBuilder maxExtension(Duration maxExtension) {
        this.maxExtension = Durations.notNegative("max-extension", maxExtension, "0s allows no extension");
        return this;
    }

    /** How long a shielded section can hold off the deadline's actions: {@code 0 <= maxShield <= 24h}. */
    public TimeoutPolicyBuilder maxShield(Duration maxShield) {
        this.maxShield = Durations.notNegative("max-shield", maxShield, "0s gives shielded sections no time");
        return this;
    }

    /** Answered requests still running beyond which new ones under abort are refused at entry: at least 1. */
    public TimeoutPolicyBuilder maxAbandoned(int maxAbandoned) {
        if (maxAbandoned < 1) {
            throw new IllegalArgumentException(
                    "max-abandoned: " + maxAbandoned + " (expected: >= 1; use a large number to refuse no request)");
        }
        this.maxAbandoned = maxAbandoned;
        return this;
    }

    /**
     * Whether abort breaks the response off, in place of an answer, where something is or may be committed ({@link
     * CommitState}).
     */
    public TimeoutPolicyBuilder breakOffCommitted(boolean breakOffCommitted) {
        this.breakOffCommitted = breakOffCommitted;
        return this;
    }

    /** Whether the policy only logs in a JVM that was started with a debug agent. */
    public TimeoutPolicyBuilder logWhenDebugging(boolean logWhenDebugging) {
        this.logWhenDebugging = logWhenDebugging;
        return this;
    }

    /** The keys that {@link #set} knows, for configuration that has more of them than a policy. */
    public static List<String> keys() {
        return PolicyKey.keys();
    }

    /**
     * Sets a value by its key and text, as {@code web.xml} and property files hold them.
     *
     * @throws IllegalArgumentException if the key is unknown or the value is refused
     */
    public TimeoutPolicyBuilder set(String key, String value) {
        PolicyKey.of(key).set(this, value.strip());
        return this;
    }

    /**
     * The policy.
     *
     * @throws IllegalArgumentException if the warning would come at or after the timeout
     */
    public TimeoutPolicy build() {
        return new TimeoutPolicy(this);
    }
}
