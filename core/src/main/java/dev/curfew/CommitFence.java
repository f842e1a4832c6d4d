package dev.curfew;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * For adapters of databases and other resources that commit: decides each commit of a request against the request's
 * timeout, once, and keeps what the timeout answer says of them. {@code dev.curfew.jdbc} stands on it.
 *
 * <pre>{@code
 * CommitFence.Commit commit = fence.beginCommit();
 * if (commit == null) {
 *     rollBack();
 *     throw new TimeoutException();
 * }
 * CommitResult result = CommitResult.UNKNOWN;
 * try {
 *     commit();
 *     result = CommitResult.COMMITTED;
 * } finally {
 *     commit.end(result);
 * }
 * }</pre>
 *
 * <p>May be used by any thread. Under a policy that only logs or interrupts it refuses nothing.
 */
public final class CommitFence {

    private static volatile boolean inUse;

    private final WatchedRequest request;

    private CommitFence(WatchedRequest request) {
        this.request = request;
    }

    /** Says that this app has a guarded resource: from now on timeout answers tell what was committed. */
    public static void use() {
        inUse = true;
    }

    static boolean isInUse() {
        return inUse;
    }

    /** The fence of the request that the calling thread works for; null outside a watched request. */
    public static @Nullable CommitFence current() {
        WatchedRequest request = CurrentRequest.get();
        return request == null ? null : new CommitFence(request);
    }

    /** The deadline of the same request. */
    public Deadline deadline() {
        return request.deadline();
    }

    /** Whether the request has completed: what its code still does is nobody's, unless it had expired. */
    public boolean isOver() {
        return request.isCompleted();
    }

    /** Whether work that has not begun is to be refused: the request has expired under a policy that cancels. */
    public boolean refusesWork() {
        return request.isExpired() && request.policy().cancels;
    }

    /** Whether commits are refused: the request has expired under a policy that cancels or aborts. */
    public boolean refusesCommits() {
        return request.isExpired() && fences();
    }

    /**
     * Begins a commit. A deadline that passes meanwhile waits for its end, no longer than {@code max-shield}, and a moment
     * more, so that the handler can answer.
     *
     * @return null, with nothing begun, if the request has expired under a policy that cancels or aborts: the caller has to
     *     roll back
     */
    public @Nullable Commit beginCommit() {
        if (!fences()) {
            return beginWriteThrough(); // to know of it where another policy comes into force
        }
        return request.beginCommit() ? new Begun(request::endCommit) : null;
    }

    /**
     * Begins a write that commits by itself and that a handle of {@link Deadline#onExpiry} cancels: the timeout waits for
     * it with the answer only, so that the answer can tell what became of it. Under a policy that does not cancel it is a
     * commit like any other.
     *
     * @return null, with nothing begun, as {@link #beginCommit()} does
     */
    public @Nullable Commit beginWrite() {
        return request.policy().cancels ? beginWriteThrough() : beginCommit();
    }

    /**
     * Begins what commits by itself if it writes at all, which nobody knows, such as a query that calls a function. Under a
     * policy that cancels it is a {@link #beginWrite() write} like any other. Under others it holds up neither the timeout
     * nor the answer: one that is given meanwhile says {@code unknown}.
     *
     * @return null, with nothing begun, as {@link #beginCommit()} does
     */
    public @Nullable Commit beginUncertainWrite() {
        if (request.policy().cancels) {
            return beginWriteThrough();
        }
        return request.beginUncertain() ? new Begun(request::endUncertain) : null;
    }

    private @Nullable Commit beginWriteThrough() {
        return request.beginWriteThrough() ? new Begun(request::endWriteThrough) : null;
    }

    private boolean fences() {
        return request.policy().cancels || request.policy().aborts;
    }

    /** Adds a line to what is reported of the request, such as for what it waited. Without effect once it has ended. */
    public void note(String text) {
        request.note(text);
    }

    /** A commit that has begun, and holds the timeout up until it ends. */
    @FunctionalInterface
    public interface Commit {

        /** It has ended; a second call has no effect. */
        void end(CommitResult result);
    }

    /** Ends once. */
    private static final class Begun implements Commit {

        private final AtomicReference<@Nullable Commit> underWay;

        private Begun(Commit underWay) {
            this.underWay = new AtomicReference<>(underWay);
        }

        @Override
        public void end(CommitResult result) {
            Commit first = underWay.getAndSet(null);
            if (first != null) {
                first.end(result);
            }
        }
    }
}
