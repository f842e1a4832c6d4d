package dev.curfew;

import java.util.regex.Pattern;

/** Keeps what clients or applications name from beginning a line of its own in the log. */
final class OneLine {

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** The text with each control character and each end of a line replaced. */
    static String of(String text) {
        return CONTROLS.matcher(text).replaceAll("?");
    }
}
