package dev.curfew;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** The keys of a policy in configuration, each with how its text is read. */
@SuppressWarnings("ImmutableEnumChecker") // the setters hold no state
enum PolicyKey {
    TIMEOUT("timeout", (builder, text) -> builder.timeout(Durations.parse("timeout", text))),
    WARN_AT("warn-at", (builder, text) -> builder.warnAt(WarnAt.parse(text))),
    ON_TIMEOUT("on-timeout", (builder, text) -> builder.onTimeout(TimeoutAction.parse("on-timeout", text))),
    GRACE("grace", (builder, text) -> builder.grace(Durations.parse("grace", text))),
    STATUS("status", (builder, text) -> builder.status(integer("status", text))),
    RETRY_AFTER("retry-after", (builder, text) -> builder.retryAfter(Durations.parse("retry-after", text))),
    MAX_EXTENSION("max-extension", (builder, text) -> builder.maxExtension(Durations.parse("max-extension", text))),
    MAX_SHIELD("max-shield", (builder, text) -> builder.maxShield(Durations.parse("max-shield", text))),
    MAX_ABANDONED("max-abandoned", (builder, text) -> builder.maxAbandoned(integer("max-abandoned", text))),
    WHEN_COMMITTED("when-committed", (builder, text) -> builder.breakOffCommitted(breaksOff(text))),
    WHEN_DEBUGGING("when-debugging", (builder, text) -> builder.logWhenDebugging(logs(text)));

    private final String key;
    private final BiConsumer<TimeoutPolicyBuilder, String> setter;

    PolicyKey(String key, BiConsumer<TimeoutPolicyBuilder, String> setter) {
        this.key = key;
        this.setter = setter;
    }

    static PolicyKey of(String key) {
        for (PolicyKey candidate : values()) {
            if (candidate.key.equals(key)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(key + " (expected: one of " + String.join(", ", keys()) + ")");
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(known -> known.key).toList();
    }

    void set(TimeoutPolicyBuilder builder, String text) {
        setter.accept(builder, text);
    }

    private static int integer(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": " + text + " (expected: a whole number)", e);
        }
    }

    private static boolean logs(String text) {
        return switch (text) {
            case "log" -> true;
            case "enforce" -> false;
            default -> throw new IllegalArgumentException("when-debugging: " + text + " (expected: enforce or log)");
        };
    }

    private static boolean breaksOff(String text) {
        return switch (text) {
            case "break-off" -> true;
            case "answer" -> false;
            default ->
                throw new IllegalArgumentException("when-committed: " + text + " (expected: answer or break-off)");
        };
    }
}
