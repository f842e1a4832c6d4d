package dev.curfew;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request's own code, or its adapter, has asked of it. Exists only for requests that ask; guarded by the request's state
 * lock.
 */
final class Adjustments {

    /** How far the deadline was moved; negative if it is earlier now. */
    long movedNanos;

    /** What makes the timeout shorter than its policy's. */
    @Nullable
    TimeoutLimit limit;

    int shieldDepth;

    /** What its code wants to be told of it, once it has expired. */
    @Nullable
    String note;

    /** The threads that work beside the attached one; null if there never were any. */
    @Nullable
    NextThreads next;

    /** What its adapter wants reports to carry. */
    Map<String, String> context = Map.of();

    // Made when they are first asked for: most requests that ask for something ask for one thing.
    @Nullable
    private CancelHandles handles;

    @Nullable
    private Commits commits;

    /** The timeout that the limit leaves of a policy's. */
    long limitedNanos(long timeoutNanos) {
        return limit == null ? timeoutNanos : limit.timeoutNanos(timeoutNanos);
    }

    /** Whether the limit leaves no time at all. */
    boolean leavesNoTime(long timeoutNanos) {
        return limit != null && limitedNanos(timeoutNanos) == 0;
    }

    CancelHandles handles() {
        CancelHandles own = handles;
        if (own == null) {
            own = new CancelHandles();
            handles = own;
        }
        return own;
    }

    boolean isCommitting() {
        return commits != null && commits.underWay > 0;
    }

    Commits commits() {
        Commits own = commits;
        if (own == null) {
            own = new Commits();
            commits = own;
        }
        return own;
    }

    NextThreads nextToAdd() {
        NextThreads own = next;
        if (own == null) {
            own = new NextThreads();
            next = own;
        }
        return own;
    }
}
