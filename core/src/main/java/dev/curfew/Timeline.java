package dev.curfew;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who is due next: one stripe of a watchdog's in-flight requests, ordered by the time of their next event.
 *
 * <p>A hierarchical timing wheel over intrusive lists. Level 0 has 64 slots of one tick (2<sup>20</sup> ns, about 1 ms),
 * each higher level 64 slots as wide as the whole level below. An entry stands at the level of the highest base-64 digit
 * in which its tick differs from {@link #elapsedTicks}; so all entries of a level are due before all of the next, and
 * within a level in the order of their slots. Adding, moving and removing take constant time for any mix of timeouts, and
 * the earliest due time is found without looking at entries. Entries of a high slot move down when the first of them is
 * due, a bounded number under one hold of the lock.
 *
 * <p>Exact times are kept: an entry is handed out no earlier than due. All times are nanoseconds since the watchdog's
 * origin, never negative.
 *
 * <p>Guarded by the lock that it is. Lock order: a request's state lock before its timeline's.
 */
final class Timeline extends StripeLock {

    /** No event is due. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int TICK_SHIFT = 20;
    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    private static final int LEVELS = 7;

    /** The slot of entries that wait for no event. */
    private static final int PARKED = LEVELS * SLOTS;

    private static final int NONE = -1;
    private static final int MOVES_PER_HOLD = 64;
    private static final int FIRST_MOST_MOVES = 256;

    private final @Nullable TimelineEntry[] heads = new @Nullable TimelineEntry[PARKED + 1];
    private final long[] earliest = new long[PARKED];
    private final long[] occupied = new long[LEVELS];
    private final ReentrantLock walking = new ReentrantLock();
    private final int stripe;

    private long elapsedTicks;
    private int cascading = NONE;
    private @Nullable TimelineWalk walk;
    private int size;
    private long added;
    private long shortestDelayNanos = NEVER;

    Timeline(int stripe) {
        this.stripe = stripe;
    }

    /** Adds a new entry and gives it a number, unique in this timeline. */
    void add(TimelineEntry entry, long delayNanos) {
        lock();
        size++;
        if (delayNanos < shortestDelayNanos) {
            shortestDelayNanos = delayNanos;
        }
        entry.number = added++;
        link(entry);
        unlock();
    }

    /** Adds an entry that has been in a cell, with the number that it has. */
    void addNumbered(TimelineEntry entry) {
        lock();
        size++;
        link(entry);
        unlock();
    }

    /** So many numbers, from this one on, that no other entry of this timeline gets. */
    long takeNumbers(int count) {
        lock();
        long first = added;
        added += count;
        unlock();
        return first;
    }

    /** Moves an entry to another due time; does nothing for one that was removed. */
    void move(TimelineEntry entry, long dueNanos) {
        lock();
        if (entry.slot != TimelineEntry.UNLINKED) {
            relink(entry, dueNanos);
        }
        unlock();
    }

    /** Removes an entry for good; does nothing for one that was removed. */
    void remove(TimelineEntry entry) {
        lock();
        if (entry.slot != TimelineEntry.UNLINKED) {
            unlink(entry);
            entry.slot = TimelineEntry.UNLINKED;
            size--;
        }
        unlock();
    }

    /** Takes one entry that is due; it stays in the timeline, waiting for no event, until it is moved or removed. */
    @Nullable
    TimelineEntry pollDue(long nowNanos) {
        while (true) {
            lock();
            try {
                int first = firstSlot();
                if (first == NONE || (cascading == NONE && earliest[first] > nowNanos)) {
                    return null;
                }
                if (first >= SLOTS) {
                    cascade(first);
                } else {
                    return takeDue(first, nowNanos);
                }
            } finally {
                unlock();
            }
        }
    }

    /** A time before which nothing is due; exact once everything due before has been taken. */
    long earliestDueNanos() {
        lock();
        int first = firstSlot();
        long due = first == NONE ? NEVER : earliest[first];
        unlock();
        return due;
    }

    /** The shortest delay of an entry added since this was last asked, or {@link #NEVER}. */
    long takeShortestDelayNanos() {
        lock();
        long shortest = shortestDelayNanos;
        shortestDelayNanos = NEVER;
        unlock();
        return shortest;
    }

    int size() {
        lock();
        int result = size;
        unlock();
        return result;
    }

    int stripe() {
        return stripe;
    }

    /**
     * A copy of the entries: all that are in the timeline from the beginning of this call to its end, and perhaps some that
     * come or go meanwhile. Looks in pieces; several callers take turns.
     */
    List<TimelineEntry> entries() {
        walking.lock();
        try {
            int mostMoves = FIRST_MOST_MOVES;
            TimelineWalk done;
            do {
                done = walk(mostMoves, SpinLock::giveWay);
                mostMoves *= 8;
            } while (done.isLost());
            return done.found();
        } finally {
            walking.unlock();
        }
    }

    /** Only one at a time; {@code between} is run between two pieces. */
    TimelineWalk walk(int mostMoves, Runnable between) {
        TimelineWalk current = new TimelineWalk(size(), mostMoves);
        try {
            boolean any = true;
            while (any) {
                lock();
                walk = current;
                any = current.visitPiece(heads);
                unlock();
                current.keepPiece();
                between.run();
            }
        } finally {
            lock();
            walk = null;
            unlock();
        }
        return current;
    }

    private @Nullable TimelineEntry takeDue(int slot, long nowNanos) {
        long earliestLeft = NEVER;
        for (TimelineEntry entry = heads[slot]; entry != null; entry = entry.next) {
            if (entry.dueNanos <= nowNanos) {
                relink(entry, NEVER);
                return entry;
            }
            earliestLeft = Math.min(earliestLeft, entry.dueNanos);
        }
        earliest[slot] = earliestLeft;
        return null;
    }

    /** Moves entries of a high slot down; until the slot is empty no other is looked at. */
    private void cascade(int slot) {
        if (cascading == NONE) {
            cascading = slot;
            elapsedTicks = earliest[slot] >>> TICK_SHIFT;
        }
        for (int moved = 0; moved < MOVES_PER_HOLD; moved++) {
            TimelineEntry entry = heads[slot];
            if (entry == null) {
                return;
            }
            relink(entry, entry.dueNanos);
        }
    }

    private int firstSlot() {
        if (cascading != NONE) {
            if (heads[cascading] != null) {
                return cascading;
            }
            cascading = NONE;
        }
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
            }
        }
        return NONE;
    }

    private void relink(TimelineEntry entry, long dueNanos) {
        unlink(entry);
        entry.dueNanos = dueNanos;
        link(entry);
        if (walk != null) {
            walk.moved(entry);
        }
    }

    private void link(TimelineEntry entry) {
        int slot = entry.dueNanos == NEVER ? PARKED : slotOf(entry.dueNanos >>> TICK_SHIFT);
        TimelineEntry head = heads[slot];
        entry.slot = slot;
        entry.previous = null;
        entry.next = head;
        heads[slot] = entry;
        if (head != null) {
            head.previous = entry;
        }
        if (slot != PARKED) {
            long bit = 1L << slot;
            int level = slot >>> DIGIT_BITS;
            boolean first = (occupied[level] & bit) == 0;
            occupied[level] |= bit;
            earliest[slot] = first ? entry.dueNanos : Math.min(earliest[slot], entry.dueNanos);
        }
    }

    private int slotOf(long tick) {
        long from = Math.max(tick, elapsedTicks); // late entries stand in the present slot
        long difference = from ^ elapsedTicks;
        int level = difference == 0 ? 0 : (63 - Long.numberOfLeadingZeros(difference)) / DIGIT_BITS;
        return level * SLOTS + (int) ((from >>> (level * DIGIT_BITS)) & (SLOTS - 1));
    }

    private void unlink(TimelineEntry entry) {
        if (walk != null) {
            walk.leaving(entry);
        }
        TimelineEntry previous = entry.previous;
        TimelineEntry next = entry.next;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            heads[entry.slot] = next;
            if (next == null && entry.slot != PARKED) {
                occupied[entry.slot >>> DIGIT_BITS] &= ~(1L << entry.slot);
            }
        }
        entry.previous = null;
        entry.next = null;
    }
}
