package dev.curfew;

import java.util.Locale;

/** Something that was done to an expired request, weakest first. */
public enum TimeoutOutcome {
    /** It was only logged. */
    LOGGED,
    /** Its cancel handles were started. */
    CANCELLED,
    /** Its thread was interrupted, or will be as soon as it leaves the container's I/O. */
    INTERRUPTED,
    /** Its connection or stream was ended, because an answer could not be given. */
    BROKEN_OFF,
    /** Its client has the timeout answer. */
    ANSWERED;

    /** The word for this outcome in log entries and meters, such as {@code broken-off}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
