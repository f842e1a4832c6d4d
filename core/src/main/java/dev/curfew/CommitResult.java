package dev.curfew;

/** How a commit ended, as its adapter tells {@link CommitFence}. */
public enum CommitResult {
    /** Something is committed. */
    COMMITTED,
    /** Nothing is: it was refused, rolled back, or there was nothing to commit. */
    NOTHING,
    /** The resource did not say, such as when its connection broke before the acknowledgement. */
    UNKNOWN
}
