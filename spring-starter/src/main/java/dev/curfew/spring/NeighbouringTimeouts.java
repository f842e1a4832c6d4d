package dev.curfew.spring;

import dev.curfew.Durations;
import dev.curfew.TimeoutPolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Timeouts of the app that contradict that of its requests. */
final class NeighbouringTimeouts {

    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";
    private static final String POOL = "spring.datasource.hikari.connection-timeout";
    private static final String ASYNC = "spring.mvc.async.request-timeout";
    private static final String TRANSACTION = "spring.transaction.default-timeout";
    private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";
    private static final Duration SPRINGS_DEFAULT = Duration.ofSeconds(30); // of the pool and of the phase

    private final Environment environment;
    private final TimeoutPolicy policy;

    NeighbouringTimeouts(Environment environment, TimeoutPolicy policy) {
        this.environment = environment;
        this.policy = policy;
    }

    /** A sentence for each, with its remedy. */
    List<String> contradictions() {
        return Stream.of(pool(), async(), transaction(), shutdown())
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable String pool() {
        boolean pooled = ClassUtils.isPresent(HIKARI, null) && environment.containsProperty("spring.datasource.url");
        Duration pool = Objects.requireNonNullElse(duration(environment, POOL), SPRINGS_DEFAULT);
        return pooled && !isShorter(pool)
                ? text(POOL, pool) + " is not shorter than " + timeout() + ": a request that waits for a connection"
                        + " expires before it learns that there is none. Set it to a fraction of the timeout."
                : null;
    }

    private @Nullable String async() {
        Duration async = duration(environment, ASYNC);
        return async != null && isShorter(async)
                ? text(ASYNC, async) + " is shorter than " + timeout() + ": the container ends asynchronous requests"
                        + " first, and nobody stops their work. Leave it out, or set it longer."
                : null;
    }

    private @Nullable String transaction() {
        Duration transaction = duration(environment, TRANSACTION);
        return transaction != null && !isShorter(transaction)
                ? text(TRANSACTION, transaction) + " is not shorter than " + timeout() + ": a transaction can outlive"
                        + " its request. Set it shorter than the timeout."
                : null;
    }

    private @Nullable String shutdown() {
        Duration phase = shutdownPhase(environment);
        return !policy.enforces() && isShorter(phase)
                ? text(PHASE, phase) + " is shorter than " + timeout() + " and on-timeout only logs: at the app's end,"
                        + " requests may be cut off. Add abort to curfew.on-timeout, or set the phase longer."
                : null;
    }

    private boolean isShorter(Duration other) {
        return other.compareTo(policy.timeout()) < 0;
    }

    private String timeout() {
        return text("curfew.timeout", policy.timeout());
    }

    private static String text(String key, Duration value) {
        return key + "=" + Durations.text(value);
    }

    /** How long the web server waits for requests in flight when the app ends. */
    static Duration shutdownPhase(Environment environment) {
        return Objects.requireNonNullElse(duration(environment, PHASE), SPRINGS_DEFAULT);
    }

    /**
     * What the app has set, or null. A bare number is in the unit that Spring Boot gives the key: seconds for transactions,
     * else milliseconds.
     */
    private static @Nullable Duration duration(Environment environment, String key) {
        String text = environment.getProperty(key);
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return DurationStyle.detect(text)
                    .parse(text, key.equals(TRANSACTION) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
        } catch (IllegalArgumentException e) {
            return null; // Spring Boot says so itself
        }
    }
}
