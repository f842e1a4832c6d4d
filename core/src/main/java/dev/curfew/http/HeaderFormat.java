package dev.curfew.http;

import dev.curfew.TimeoutLimit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How a header says how long a caller waits. Reads without copying or throwing: a header is what anybody can send. What is
 * longer than any timeout counts as the longest; what is malformed, negative or zero as nothing.
 */
enum HeaderFormat {

    /** One to eight digits and a unit, as the gRPC protocol has it. */
    GRPC {
        @Override
        long nanosOf(String text) {
            int last = text.length() - 1;
            return last < 1 || last > 8 ? MALFORMED : nanos(Digits.read(text, 0, last), unitOf(text.charAt(last)));
        }
    },

    /** Milliseconds from now. */
    MILLIS {
        @Override
        long nanosOf(String text) {
            return nanos(Digits.read(text, 0, text.length()), 1_000_000);
        }
    },

    /** Milliseconds from now, or a duration as ISO 8601 writes it. */
    MILLIS_OR_ISO {
        @Override
        long nanosOf(String text) {
            boolean iso = !text.isEmpty() && (text.charAt(0) == 'P' || text.charAt(0) == 'p');
            return iso ? new IsoDuration(text).nanos() : MILLIS.nanosOf(text);
        }
    };

    static final long MALFORMED = -1;
    static final long MOST_NANOS = TimeoutLimit.LONGEST.toNanos();

    /** The time that the text says, in nanoseconds above zero, or {@link #MALFORMED}. */
    abstract long nanosOf(String text);

    /** The format of a header of this name. */
    static HeaderFormat of(String header) {
        return switch (header.toLowerCase(Locale.ROOT)) {
            case "grpc-timeout" -> GRPC;
            case "x-envoy-expected-rq-timeout-ms" -> MILLIS;
            default -> MILLIS_OR_ISO;
        };
    }

    private static long unitOf(char unit) {
        return switch (unit) {
            case 'H' -> TimeUnit.HOURS.toNanos(1);
            case 'M' -> TimeUnit.MINUTES.toNanos(1);
            case 'S' -> TimeUnit.SECONDS.toNanos(1);
            case 'm' -> TimeUnit.MILLISECONDS.toNanos(1);
            case 'u' -> TimeUnit.MICROSECONDS.toNanos(1);
            case 'n' -> 1;
            default -> MALFORMED;
        };
    }

    private static long nanos(long amount, long unit) {
        if (amount <= 0 || unit < 0) {
            return MALFORMED;
        }
        return times(amount, unit);
    }

    /** The product, but no more than the longest timeout. */
    static long times(long amount, long unit) {
        return amount > MOST_NANOS / unit ? MOST_NANOS : amount * unit;
    }
}
