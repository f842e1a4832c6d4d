package dev.curfew;

/** How far a watched request has come. */
public enum RequestState {
    /** Within its timeout. */
    RUNNING,
    /** Within its timeout, and warned of. */
    WARNED,
    /** Past its deadline and still running. */
    EXPIRED,
    /** Past its deadline, answered or broken off, and still running. */
    ABANDONED,
    /** Past its deadline and still running after its policy's grace. */
    STUCK,
    /** At its end. */
    COMPLETED
}
