package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * Which request the calling thread works for. A slot is emptied, never removed: an empty slot holds on to no class of a
 * web app, and to remove it would cost an allocation on the next request of the thread.
 */
final class CurrentRequest {

    private static final ThreadLocal<@Nullable WatchedRequest> slot = new ThreadLocal<>();

    private CurrentRequest() {}

    static Deadline deadline() {
        WatchedRequest request = get();
        return request == null ? UnlimitedDeadline.INSTANCE : request.deadline();
    }

    /** The innermost request that has not completed. */
    static @Nullable WatchedRequest get() {
        WatchedRequest request = slot.get();
        while (request != null && request.isCompleted()) {
            request = request.outer();
        }
        return request;
    }

    /** What was set last on this thread, completed or not. */
    static @Nullable WatchedRequest top() {
        return slot.get();
    }

    static void set(@Nullable WatchedRequest request) {
        slot.set(request);
    }
}
