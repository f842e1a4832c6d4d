package dev.curfew;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight that are in no {@link Timeline} yet: each platform thread has a cell for a request that began on
 * it. It is the thread's slot in {@link CurrentRequest}, so that one write does for both. Most requests complete there.
 * What is there when the clock looks at the cells goes to its timeline then; earlier, if its thread leaves it, or it gets
 * another policy or an earlier deadline.
 *
 * <p>A thread that works for another request, a virtual one, and one whose slot is another watchdog's, use a timeline from
 * the beginning.
 *
 * <p>A request is in its timeline before it is out of its cell, and goes there under its state lock, unless it has
 * completed. So who looks at the cells first and at the timelines then misses none.
 */
final class Cells {

    private static final int NUMBERS_AT_ONCE = 1024;
    private static final int FIRST_SWEEP = 64;

    // What a cell's numbers are; those behind them keep other threads' off their cache line.
    private static final int NEXT = 0;
    private static final int END = 1;
    private static final int SHORTEST_DELAY = 2;
    private static final int NUMBERS = 10;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Marks the slots that are this registry's. Of a class of the JDK: threads outlive web apps. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile Cell[] cells = {};
    private int nextSweep = FIRST_SWEEP; // guarded by this

    /** Where to find what a thread has, if the thread has ended too. */
    private static final class Cell extends WeakReference<Thread> {

        final @Nullable Object[] slot;
        final long[] numbers;

        Cell(Thread thread, @Nullable Object[] slot, long[] numbers) {
            super(thread);
            this.slot = slot;
            this.numbers = numbers;
        }

        @Nullable
        WatchedRequest request(AtomicBoolean owner) {
            WatchedRequest request = CurrentRequest.inCell(slot); // read before the owner, which is written before it
            return isOf(owner) && request != null && !request.isCompleted() ? request : null;
        }

        boolean isOf(AtomicBoolean owner) {
            return slot[CurrentRequest.OWNER] == owner;
        }

        boolean isOver(AtomicBoolean owner) {
            Thread thread = get();
            boolean ended =
                    thread == null || !thread.isAlive(); // asked first: what has ended puts nothing there any more
            return ended && request(owner) == null;
        }
    }

    /**
     * Puts a new request, which nobody else knows yet, into the calling thread's cell, and makes it the one that the thread
     * works for.
     *
     * @return false where it has to go to its timeline
     */
    boolean take(WatchedRequest request) {
        return take(request, CurrentRequest.slot());
    }

    /** The same with the calling thread's slot. */
    boolean take(WatchedRequest request, @Nullable Object[] slot) {
        if (!CurrentRequest.isCell(slot)
                || CurrentRequest.isTaken(slot)
                || (slot[CurrentRequest.OWNER] != closed && !adopt(slot))) {
            return false;
        }
        long[] numbers = numbers(slot);
        long number = numbers[NEXT];
        if (number == numbers[END]) {
            number = request.timeline.takeNumbers(NUMBERS_AT_ONCE);
            numbers[END] = number + NUMBERS_AT_ONCE;
        }
        numbers[NEXT] = number + 1;
        long delay = request.policy.firstEventNanos;
        if (delay < (long) LONGS.getOpaque(numbers, SHORTEST_DELAY)) {
            LONGS.setOpaque(numbers, SHORTEST_DELAY, delay);
        }
        request.number = number;
        request.cell = slot;
        CurrentRequest.publish(slot, request);
        return true;
    }

    private static long[] numbers(@Nullable Object[] slot) {
        if (slot[CurrentRequest.NUMBERS] instanceof long[] numbers) {
            return numbers;
        }
        throw new IllegalStateException("a slot without numbers");
    }

    /** Makes the calling thread's slot this registry's, unless it is another's; returns whether it did. */
    private boolean adopt(@Nullable Object[] slot) {
        boolean others = slot[CurrentRequest.OWNER] instanceof AtomicBoolean owner && !owner.get();
        if (others || closed.get()) {
            return false;
        }
        long[] numbers = new long[NUMBERS];
        numbers[SHORTEST_DELAY] = Timeline.NEVER;
        add(new Cell(Thread.currentThread(), slot, numbers));
        slot[CurrentRequest.NUMBERS] = numbers;
        slot[CurrentRequest.OWNER] = closed;
        return true;
    }

    /** Adds a cell of the calling thread. Drops its former ones: its thread-local values have been cleared. */
    private synchronized void add(Cell cell) {
        boolean sweep = cells.length >= nextSweep;
        List<Cell> kept = new ArrayList<>(cells.length + 1);
        for (Cell each : cells) {
            boolean former = each.refersTo(Thread.currentThread()) && each.request(closed) == null;
            if (former && each.isOf(closed)) {
                each.slot[CurrentRequest.OWNER] = null; // in case the values come back
            } else if (!former && !(sweep && each.isOver(closed))) {
                kept.add(each);
            }
        }
        nextSweep = sweep ? Math.max(FIRST_SWEEP, 2 * kept.size()) : nextSweep;
        kept.add(cell);
        cells = kept.toArray(new Cell[0]);
    }

    /** From now on the threads' slots may become another registry's. */
    void close() {
        closed.set(true);
    }

    /** Hands over what is in the cells and has not completed, and forgets what else threads that have ended left there. */
    void forEach(Consumer<WatchedRequest> visitor) {
        for (Cell cell : cells) {
            WatchedRequest request = cell.request(closed);
            if (request != null) {
                visitor.accept(request);
            } else if (cell.isOf(closed) && cell.isOver(closed)) {
                cell.slot[CurrentRequest.TOP] = null;
            }
        }
    }

    /** The same as a list that the caller may change. */
    List<WatchedRequest> requests() {
        List<WatchedRequest> found = new ArrayList<>();
        forEach(found::add);
        return found;
    }

    /** The shortest delay of a request that was put into a cell since this was last asked, or {@link Timeline#NEVER}. */
    long takeShortestDelayNanos() {
        long shortest = Timeline.NEVER;
        for (Cell cell : cells) {
            long delay = (long) LONGS.getOpaque(cell.numbers, SHORTEST_DELAY);
            if (delay != Timeline.NEVER) {
                shortest = Math.min(shortest, delay);
                LONGS.setOpaque(cell.numbers, SHORTEST_DELAY, Timeline.NEVER);
            }
        }
        return shortest;
    }
}
