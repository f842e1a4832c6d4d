package dev.curfew;

/** What a {@link TimeoutReport} is about. */
public enum TimeoutEvent {
    /** The request is still running at its policy's {@code warn-at}. */
    WARNED,
    /** The request ran past its deadline; says what was done about it. */
    EXPIRED,
    /** The request is expired and still running after its policy's {@code grace}. */
    STUCK,
    /** An expired request has ended; says how late and how. */
    ENDED_LATE,
    /** Code moved or removed the deadline. */
    MOVED,
    /** A shielded section held off the deadline's actions; says for how long. */
    SHIELDED
}
