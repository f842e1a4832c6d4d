package dev.curfew;

/**
 * What a request's own code has asked of its deadline. Exists only for requests that ask; guarded by the request's state
 * lock.
 */
final class Adjustments {

    final CancelHandles handles = new CancelHandles();

    /** How far the deadline was moved; negative if it is earlier now. */
    long movedNanos;

    int shieldDepth;
}
