package dev.curfew;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The durations of configuration and log, as texts: {@code 30s}, {@code 1500ms}, {@code PT30S}. */
public final class Durations {

    /** No duration of a policy is longer. */
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern SIMPLE = Pattern.compile("([+-]?\\d{1,18})(ns|us|ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a duration as configuration writes it.
     *
     * @throws IllegalArgumentException with the key, if the text is none
     */
    public static Duration parse(String key, String text) {
        try {
            Matcher simple = SIMPLE.matcher(text);
            return simple.matches() ? of(Long.parseLong(simple.group(1)), simple.group(2)) : Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    key + ": " + text + " (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)", e);
        }
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /**
     * Checks {@code 0 < value <= 24h}.
     *
     * @throws IllegalArgumentException with the key, the value, the bound and the remedy
     */
    public static Duration positive(String key, Duration value, String remedy) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + ": " + text(value) + " (expected: > 0; " + remedy + ")");
        }
        return notTooLong(key, value, remedy);
    }

    /** Checks {@code 0 <= value <= 24h}. */
    static Duration notNegative(String key, Duration value, String remedy) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + ": " + text(value) + " (expected: >= 0; " + remedy + ")");
        }
        return notTooLong(key, value, remedy);
    }

    private static Duration notTooLong(String key, Duration value, String remedy) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(key + ": " + text(value) + " (expected: <= 24h; " + remedy + ")");
        }
        return value;
    }

    /** The shortest exact form: {@code 30s}, {@code 1500ms}, {@code 2m}. */
    public static String text(Duration duration) {
        if (duration.toNanosPart() == 0) {
            long seconds = duration.toSeconds();
            if (seconds != 0 && seconds % 3600 == 0) {
                return seconds / 3600 + "h";
            }
            return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
        return duration.toNanosPart() % 1_000_000 == 0 ? duration.toMillis() + "ms" : duration.toString();
    }

    /** What a log entry says of a measured time: seconds with milliseconds, {@code 30.004s}. */
    public static String measured(Duration duration) {
        return String.format(Locale.ROOT, "%.3fs", duration.toNanos() / 1e9);
    }
}
