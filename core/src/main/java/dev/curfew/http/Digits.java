package dev.curfew.http;

/** Reads decimal digits out of a text, without copying them. */
final class Digits {

    private static final int MOST = 18; // what a long holds whatever they are

    private Digits() {}

    /** The number that stands there, or -1 where it is none, or one of more than 18 digits. */
    static long read(String text, int from, int to) {
        if (to <= from || to - from > MOST) {
            return -1;
        }
        long value = 0;
        for (int at = from; at < to; at++) {
            if (!is(text.charAt(at))) {
                return -1;
            }
            value = value * 10 + (text.charAt(at) - '0');
        }
        return value;
    }

    /** Where the digits that begin here end. */
    static int end(String text, int from) {
        int at = from;
        while (at < text.length() && is(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Not {@code Character.isDigit}, which takes those of all scripts. */
    private static boolean is(char character) {
        return character >= '0' && character <= '9';
    }
}
