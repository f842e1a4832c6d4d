package dev.curfew.http;

/**
 * A duration as ISO 8601 writes it, such as {@code PT1.5S}: days, hours, minutes and seconds, as {@code Duration.parse} reads
 * them, but without signs.
 */
final class IsoDuration {

    private static final String UNITS = "DHMS";
    private static final long[] UNIT_NANOS = {86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L};
    private static final int SECONDS = 3;
    private static final int MOST_DECIMALS = 9;

    private final String text;
    private int at = 1; // behind the P
    private int next; // the unit that may come
    private long nanos;

    IsoDuration(String text) {
        this.text = text;
    }

    /** The duration, no more than the longest timeout, or {@link HeaderFormat#MALFORMED}. */
    long nanos() {
        boolean time = false;
        boolean amountFollows = true;
        while (at < text.length()) {
            if (!time && (text.charAt(at) == 'T' || text.charAt(at) == 't')) {
                time = true;
                amountFollows = true;
                next = Math.max(next, 1);
                at++;
            } else if (amount(time)) {
                amountFollows = false;
            } else {
                return HeaderFormat.MALFORMED;
            }
        }
        return amountFollows || nanos == 0 ? HeaderFormat.MALFORMED : Math.min(nanos, HeaderFormat.MOST_NANOS);
    }

    /** Reads an amount and its unit; returns whether they are as expected. */
    private boolean amount(boolean time) {
        int end = Digits.end(text, at);
        long whole = Digits.read(text, at, end);
        at = end;
        boolean point = at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
        long decimals = point ? decimals() : 0;
        int unit = at < text.length() ? UNITS.indexOf(Character.toUpperCase(text.charAt(at))) : -1;
        at++;
        boolean expected = unit >= next && (unit > 0) == time && (!point || unit == SECONDS);
        if (whole < 0 || decimals < 0 || !expected) {
            return false;
        }
        next = unit + 1;
        nanos += HeaderFormat.times(whole, UNIT_NANOS[unit]) + decimals; // four amounts at most
        return true;
    }

    /** The nanoseconds behind the point. */
    private long decimals() {
        int from = at + 1;
        at = Digits.end(text, from);
        int count = at - from;
        if (count > MOST_DECIMALS) {
            return -1;
        }
        long value = count == 0 ? 0 : Digits.read(text, from, at);
        for (int i = count; i < MOST_DECIMALS; i++) {
            value *= 10;
        }
        return value;
    }
}
