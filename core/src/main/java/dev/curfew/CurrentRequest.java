package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * Which request the calling thread works for. A slot is emptied, never removed: an empty slot holds on to no class of a
 * web app, and to remove it would cost an allocation on the next request of the thread.
 */
final class CurrentRequest {

    /** Holds a {@link WatchedRequest}, or, where one works inside another on this thread, a {@link Nested} one. */
    private static final ThreadLocal<@Nullable Object> slot = new ThreadLocal<>();

    /** Not a field of the request: several threads may work for it, each inside another one. */
    private record Nested(WatchedRequest request, Object outer) {}

    private CurrentRequest() {}

    static Deadline deadline() {
        WatchedRequest request = get();
        return request == null ? UnlimitedDeadline.INSTANCE : request.deadline();
    }

    /** The innermost request that has not completed. */
    static @Nullable WatchedRequest get() {
        Object top = withoutCompleted(slot.get());
        return top instanceof Nested nested ? nested.request : (WatchedRequest) top;
    }

    /** The calling thread works for this request, inside the one that it worked for; without effect if it does already. */
    static void enter(WatchedRequest request) {
        Object top = withoutCompleted(slot.get());
        if (!holds(top, request)) {
            slot.set(top == null ? request : new Nested(request, top));
        }
    }

    /** The calling thread goes back to the request that it worked for before, if this one is the innermost. */
    static void leave(WatchedRequest request) {
        Object top = slot.get();
        if (top == request) {
            slot.set(null);
        } else if (top instanceof Nested nested && nested.request == request) {
            slot.set(withoutCompleted(nested.outer));
        }
    }

    /** Empties the calling thread's slot and returns what it held, for tests. */
    static @Nullable Object take() {
        Object top = slot.get();
        slot.set(null);
        return top;
    }

    private static @Nullable Object withoutCompleted(@Nullable Object top) {
        Object rest = top;
        while (rest instanceof Nested nested && nested.request.isCompleted()) {
            rest = nested.outer;
        }
        return rest instanceof WatchedRequest request && request.isCompleted() ? null : rest;
    }

    private static boolean holds(@Nullable Object top, WatchedRequest request) {
        Object rest = top;
        while (rest instanceof Nested nested) {
            if (nested.request == request) {
                return true;
            }
            rest = nested.outer;
        }
        return rest == request;
    }
}
