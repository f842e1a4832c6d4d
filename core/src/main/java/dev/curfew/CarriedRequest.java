package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * For adapters of what carries context between threads: the request that a thread works for, as a value that other threads
 * can take over, and that the thread itself can go back to. {@code dev.curfew.context} stands on it.
 *
 * <pre>{@code
 * CarriedRequest before = CarriedRequest.current();
 * carried.set();
 * try {
 *     task.run();
 * } finally {
 *     CarriedRequest.backTo(before);
 * }
 * }</pre>
 *
 * <p>A thread that has set it works for the request as one does that {@link InFlightRequest#attachNext()} has added, until
 * it goes back. One that works for the request already, and any thread once the request has completed in time, is left as it
 * is.
 * Immutable; nothing is refused here: application code, whose queued work is, uses {@link Deadline#wrap(Runnable)}.
 */
public final class CarriedRequest {

    private final Object top;

    private CarriedRequest(Object top) {
        this.top = top;
    }

    /** What the calling thread works for; null if it works for nothing. */
    public static @Nullable CarriedRequest current() {
        Object top = CurrentRequest.top();
        return top == null ? null : new CarriedRequest(top);
    }

    /** The deadline of the request, or one that never expires where there is none or the request has completed in time. */
    public Deadline deadline() {
        WatchedRequest request = CurrentRequest.toCarry(top);
        return request == null ? UnlimitedDeadline.INSTANCE : request.deadline();
    }

    /** The calling thread works for the request from now on, until it goes back. */
    public void set() {
        WatchedRequest request = CurrentRequest.toCarry(top);
        if (request != null) {
            request.join();
        }
    }

    /** The calling thread works for no request from now on, until it goes back. */
    public static void clear() {
        CurrentRequest.enterNone();
    }

    /**
     * The calling thread goes back to what {@link #current()} gave before, and leaves the requests that it took over since:
     * when this returns no interrupt of theirs can reach it any more. Without effect if it has gone back further already.
     */
    public static void backTo(@Nullable CarriedRequest before) {
        CurrentRequest.backTo(before == null ? null : before.top);
    }
}
