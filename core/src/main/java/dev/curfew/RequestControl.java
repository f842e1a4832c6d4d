package dev.curfew;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request in flight in the hands of an operator, or of a test. Holds on to the request: keep it no longer than needed.
 * What is asked of a request that has completed does nothing. Safe for use by all threads.
 */
public final class RequestControl {

    private final WatchedRequest request;

    RequestControl(WatchedRequest request) {
        this.request = request;
    }

    /** The request as it is now. */
    public RequestSnapshot snapshot() {
        return request.snapshot(request.watchdog.nanos());
    }

    /** Where the request's thread is now, or null while it has none. Not limited in number. */
    public @Nullable RequestStack stack() {
        Thread thread = request.thread();
        RequestStack stack = thread == null ? null : RequestStack.of(thread);
        return request.thread() == thread ? stack : null; // or else it is a stranger's
    }

    /** The request's deadline, to be extended or restarted. */
    public Deadline deadline() {
        return request.deadline();
    }

    /**
     * Lets the deadline pass now, with what the request's policy does then.
     *
     * @return false if the request has expired, completed, or has no deadline
     */
    public boolean expire() {
        return request.shorten(request.watchdog.nanos());
    }

    /**
     * Lets the deadline pass now and answers the client, whatever the policy says; the thread is interrupted too.
     *
     * @return false if the request has expired, completed, or cannot be answered
     */
    public boolean abort() {
        TimeoutPolicy policy = request.policy();
        Set<TimeoutAction> actions = EnumSet.of(TimeoutAction.INTERRUPT, TimeoutAction.ABORT);
        actions.addAll(policy.onTimeout());
        boolean answerable = request.abortHandler != null && request.abortHandler.isGuarded();
        return answerable
                && request.apply(policy.toBuilder().onTimeout(actions).build())
                && (request.isAborted() || expire());
    }

    /**
     * Whether the request has expired and all that its policy does then has been done: its handles have run, unless one
     * takes longer than the next action waits, its thread has been interrupted, its client answered.
     */
    public boolean isEnforced() {
        return request.isEnforced();
    }
}
