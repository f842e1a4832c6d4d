package dev.curfew;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Which request the calling thread works for. Each thread has a slot, an array: to look it up is cheaper than to set a
 * thread-local value. It is emptied, never removed: an empty one holds on to no class of a web app, and to remove it
 * would cost an allocation on the next request of the thread.
 *
 * <p>Written by its thread alone, while that lives. The outermost request, if it began on this thread, is in the slot as in
 * its cell, where others look for it ({@link Cells}): unless it has completed it leaves its cell before it leaves the slot.
 */
final class CurrentRequest {

    /** Where a slot holds a {@link WatchedRequest}, or, where one works inside another on this thread, a {@link Nested}. */
    static final int TOP = 0;

    // Of a cell alone: its numbers, and whose it is. The rest keeps other threads' cells off its cache line.
    static final int NUMBERS = 1;
    static final int OWNER = 2;
    private static final int CELL_SIZE = 16;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private static final ThreadLocal<@Nullable Object[]> slots = new ThreadLocal<>();

    /**
     * Not a field of the request: several threads may work for it, each inside another one.
     *
     * @param request null where the thread works for none for a while
     * @param carried whether the thread goes back from it ({@link #backTo})
     * @param joined whether it has to leave the request's threads then
     */
    private record Nested(
            @Nullable WatchedRequest request, @Nullable Object outer, boolean carried, boolean joined) {

        /** Whether nothing is left to be done about it. */
        boolean isDone() {
            return !carried && request != null && request.isCompleted();
        }

        boolean isCurrent() {
            return request == null || (carried ? !request.isOver() : !request.isCompleted());
        }
    }

    private CurrentRequest() {}

    static Deadline deadline() {
        WatchedRequest request = get();
        return request == null ? UnlimitedDeadline.INSTANCE : request.deadline();
    }

    /** The innermost request that has not completed, or that has expired and whose work was carried to this thread. */
    static @Nullable WatchedRequest get() {
        Object rest = peek();
        while (rest instanceof Nested nested) {
            if (nested.isCurrent()) {
                return nested.request;
            }
            rest = nested.outer;
        }
        return rest instanceof WatchedRequest request && !request.isCompleted() ? request : null;
    }

    /** The innermost request of what {@link #top()} gave whose work is still to be watched, on another thread. */
    static @Nullable WatchedRequest toCarry(@Nullable Object top) {
        Object rest = top;
        while (rest instanceof Nested nested) {
            if (nested.request == null || !nested.request.isOver()) {
                return nested.request;
            }
            rest = nested.outer;
        }
        return rest instanceof WatchedRequest request && !request.isOver() ? request : null;
    }

    /** What the slot holds, for {@link #backTo}; null where the thread works for nothing. */
    static @Nullable Object top() {
        return withoutDone(peek());
    }

    /** The calling thread works for this request, inside the one that it worked for; without effect if it does already. */
    static void enter(WatchedRequest request) {
        @Nullable Object[] slot = slot();
        Object top = withoutDone(slot[TOP]);
        if (!holds(top, request)) {
            set(slot, top == null ? request : new Nested(request, top, false, false));
        }
    }

    /**
     * The calling thread works for this request until it goes {@link #backTo}.
     *
     * @return whether it did not before: it has to join the request's threads then
     */
    static boolean enterUntilBack(WatchedRequest request) {
        @Nullable Object[] slot = slot();
        Object top = withoutDone(slot[TOP]);
        boolean joins = !holds(top, request);
        set(slot, new Nested(request, top, true, joins));
        return joins;
    }

    /** The calling thread works for no request until it goes {@link #backTo}. */
    static void enterNone() {
        @Nullable Object[] slot = slot();
        set(slot, new Nested(null, withoutDone(slot[TOP]), true, false));
    }

    /** Whether the calling thread works for this request, be it the innermost or not. */
    static boolean holds(WatchedRequest request) {
        return holds(peek(), request);
    }

    /** The calling thread goes back to the request that it worked for before, if this one is the innermost. */
    static void leave(WatchedRequest request) {
        @Nullable Object[] slot = slots.get();
        Object top = slot == null ? null : slot[TOP];
        if (slot != null && top == request) {
            set(slot, null);
        } else if (slot != null && top instanceof Nested nested && nested.request == request) {
            set(slot, withoutDone(nested.outer));
        }
    }

    /** The calling thread has left a request, and its flag was cleared for that: it is set again if it is another's too. */
    static void flagAgain(boolean cleared) {
        WatchedRequest outer = cleared ? get() : null;
        if (outer != null) {
            outer.flagAgain();
        }
    }

    /**
     * The calling thread goes back to where it was when {@link #top()} gave this, and leaves the requests that it joined
     * since. Without effect if it has gone back further already.
     */
    static void backTo(@Nullable Object before) {
        Object target = withoutDone(before);
        @Nullable Object[] slot = slot();
        Object top = slot[TOP];
        Object rest = top;
        while (rest != target && rest instanceof Nested nested) {
            rest = nested.outer;
        }
        if (rest != target && target != null) {
            return;
        }
        WatchedRequest left = inCell(top, slot);
        if (left != null && !holds(target, left)) {
            left.leaveCell();
        }
        set(slot, target);
        boolean cleared = false;
        for (Object each = top; each != target && each instanceof Nested nested; each = nested.outer) {
            if (nested.joined && nested.request != null) {
                cleared |= nested.request.leave();
            }
        }
        flagAgain(cleared);
    }

    /** Empties the calling thread's slot and returns what it held, for tests. */
    static @Nullable Object take() {
        @Nullable Object[] slot = slot();
        Object top = slot[TOP];
        set(slot, null);
        return top;
    }

    private static @Nullable Object peek() {
        @Nullable Object[] slot = slots.get();
        return slot == null ? null : slot[TOP];
    }

    /** The calling thread's. */
    static @Nullable Object[] slot() {
        @Nullable Object[] slot = slots.get();
        if (slot == null) {
            slot = isVirtual(Thread.currentThread()) ? new @Nullable Object[1] : newCell();
            slots.set(slot);
        }
        return slot;
    }

    static @Nullable Object[] newCell() {
        return new @Nullable Object[CELL_SIZE];
    }

    /** Whether this slot, of any thread, is a cell: virtual threads have none, as there may be a million. */
    static boolean isCell(@Nullable Object[] slot) {
        return slot.length == CELL_SIZE;
    }

    private static @Nullable Object withoutDone(@Nullable Object top) {
        Object rest = top;
        while (rest instanceof Nested nested && nested.isDone()) {
            rest = nested.outer;
        }
        return rest instanceof WatchedRequest request && request.isCompleted() ? null : rest;
    }

    /** Whether the calling thread, whose slot this is, works for a request. */
    static boolean isTaken(@Nullable Object[] slot) {
        return withoutDone(slot[TOP]) != null;
    }

    /** Whoever finds this in the slot sees what led to it. */
    private static void set(@Nullable Object[] slot, @Nullable Object top) {
        SLOT.setRelease(slot, TOP, top);
    }

    /** Puts a request into the calling thread's slot, which is not taken, for all to see. */
    static void publish(@Nullable Object[] slot, WatchedRequest request) {
        SLOT.setVolatile(slot, TOP, request);
    }

    /** The request whose cell this slot is, of any thread; it may have completed. */
    static @Nullable WatchedRequest inCell(@Nullable Object[] slot) {
        return inCell(SLOT.getVolatile(slot, TOP), slot);
    }

    private static @Nullable WatchedRequest inCell(@Nullable Object top, @Nullable Object[] slot) {
        Object rest = top;
        while (rest instanceof Nested nested) {
            rest = nested.outer;
        }
        return rest instanceof WatchedRequest request && request.cell == slot ? request : null;
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

    static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code Thread.isVirtual}, which came with JDK 21. */
    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
