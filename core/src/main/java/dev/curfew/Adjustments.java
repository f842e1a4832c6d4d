package dev.curfew;

import java.util.Map;

/**
 * What a request's own code, or its adapter, has asked of it. Exists only for requests that ask; guarded by the request's state
 * lock.
 */
final class Adjustments {

    final CancelHandles handles = new CancelHandles();

    /** How far the deadline was moved; negative if it is earlier now. */
    long movedNanos;

    int shieldDepth;

    /** What its adapter wants reports to carry. */
    Map<String, String> context = Map.of();
}
