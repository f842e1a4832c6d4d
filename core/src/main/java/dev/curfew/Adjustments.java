package dev.curfew;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request's own code, or its adapter, has asked of it. Exists only for requests that ask; guarded by the request's state
 * lock.
 */
final class Adjustments {

    final CancelHandles handles = new CancelHandles();

    /** How far the deadline was moved; negative if it is earlier now. */
    long movedNanos;

    /** What makes the timeout shorter than its policy's. */
    @Nullable
    TimeoutLimit limit;

    int shieldDepth;

    final Commits commits = new Commits();

    /** What its code wants to be told of it, once it has expired. */
    @Nullable
    String note;

    final NextThreads next = new NextThreads();

    /** What its adapter wants reports to carry. */
    Map<String, String> context = Map.of();
}
