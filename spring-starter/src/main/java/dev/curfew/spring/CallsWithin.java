package dev.curfew.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client begins on the calling thread while it waits for an answer, and what has to end with that wait: an interrupt
 * lets the thread go, and its request may complete before what ends the client's part by itself has come to it.
 */
final class CallsWithin {

    private static final ThreadLocal<@Nullable CallsWithin> current = new ThreadLocal<>();

    private final @Nullable CallsWithin outer = current.get();
    private final List<Runnable> ends = new ArrayList<>(1);

    private CallsWithin() {}

    /** The calling thread begins to wait; ends with {@link #leave}. */
    static CallsWithin begin() {
        CallsWithin begun = new CallsWithin();
        current.set(begun);
        return begun;
    }

    /** If the calling thread is in such a wait, this ends with it. */
    static void add(Runnable end) {
        CallsWithin within = current.get();
        if (within != null) {
            within.ends.add(end);
        }
    }

    /** The wait is over; by the thread that began it. */
    void leave(boolean ended) {
        if (outer == null) {
            current.remove();
        } else {
            current.set(outer);
        }
        if (ended) {
            ends.forEach(Runnable::run);
        }
    }
}
