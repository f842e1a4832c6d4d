package dev.curfew.http;

import java.util.concurrent.TimeUnit;

/**
 * The time at which a request came to the first of its proxies, as those write it: {@code t=} may stand before it, and its
 * digits tell the unit.
 *
 * <pre>
 * Heroku    1763740000123            milliseconds
 * nginx     t=1763740000.123         seconds, with decimals
 * Apache    t=1763740000123456       microseconds
 * HAProxy   t=1763740000             seconds            (%Ts, date())
 *           t=1763740000123          milliseconds       (date(0,ms))
 *           t=1763740000123456       microseconds       (date(0,us))
 *           t=17637400004711         seconds, and their microseconds without zeros before them  (date() and date_us())
 * </pre>
 */
final class QueueStart {

    /** A start further away than this, in the past or in the future, is no start but a wrong clock. */
    static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final int SECONDS = 10; // so many digits from 2001 to 2286
    private static final int MILLIS = 13;
    private static final int MICROS = 16;
    private static final int NANOS = 19;
    private static final long SECOND = 1_000_000;

    private QueueStart() {}

    /** How long ago that was, in nanoseconds, zero if it lies ahead; or {@link HeaderFormat#MALFORMED}. */
    static long queuedNanos(String text, long nowMicros) {
        long start = micros(text);
        long queued = TimeUnit.MICROSECONDS.toNanos(nowMicros - start);
        boolean plausible = start >= 0 && queued <= MOST_NANOS && queued >= -MOST_NANOS;
        return plausible ? Math.max(0, queued) : HeaderFormat.MALFORMED;
    }

    /** Microseconds since 1970, or -1. */
    private static long micros(String text) {
        int from = text.startsWith("t=") ? 2 : 0;
        int end = Digits.end(text, from);
        int digits = end - from;
        if (end == text.length()) {
            return digits == SECONDS ? endOfSecond(Digits.read(text, from, end)) : whole(text, from, end);
        }
        boolean decimals = text.charAt(end) == '.' && digits == SECONDS;
        long fraction = decimals ? fraction(text, end + 1) : -1;
        return fraction < 0 ? -1 : Digits.read(text, from, end) * SECOND + fraction;
    }

    private static long whole(String text, int from, int end) {
        return switch (end - from) {
            case MILLIS -> Digits.read(text, from, end) * 1000;
            case MICROS -> Digits.read(text, from, end);
            case NANOS -> Digits.read(text, from, end - 3);
            case 11, 12, 14, 15 ->
                Digits.read(text, from, from + SECONDS) * SECOND + Digits.read(text, from + SECONDS, end);
            default -> -1;
        };
    }

    /** A request is charged for no part of a second that it may not have waited. */
    private static long endOfSecond(long seconds) {
        return seconds * SECOND + SECOND - 1;
    }

    /** The microseconds behind the point. */
    private static long fraction(String text, int from) {
        int end = Digits.end(text, from);
        if (end < text.length() || end == from || end - from > 9) {
            return -1;
        }
        long value = Digits.read(text, from, Math.min(end, from + 6));
        for (int i = end - from; i < 6; i++) {
            value *= 10;
        }
        return value;
    }
}
