package dev.curfew;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The leases for the request's I/O. What they keep apart:
 *
 * <ul>
 *   <li>Two writers, one of whom may be Curfew's answer: whoever has taken the {@link WriteLease} writes. From the verdict
 *       under abort on ({@code GATED}) nobody gets it but the answer, and nobody waits for it.
 *   <li>An interrupt and the I/O of the thread that it was delivered to: the flag is hidden for the time of an I/O call.
 * </ul>
 */
abstract class LeasedRequest extends AttachedRequest {

    private static final int BEGIN_SLOWLY = LOCKED | GATED | INTERRUPTING | INTERRUPTED | NEXT_INTERRUPTED;
    private static final int END_SLOWLY =
            LOCKED | INTERRUPTING | INTERRUPT_PENDING | FLAG_HIDDEN | EJECTED | NEXT_INTERRUPTED;

    /** A writer that has seen the verdict ends under the lock. */
    private static final int END_WRITE_SLOWLY = END_SLOWLY | EXPIRED;

    // Set by the thread that has the write lease, read by others only to find out that it is not theirs.
    private @Nullable Thread writer;

    public final boolean beginWrite() {
        if ((peek() & BEGIN_SLOWLY) == 0 && takeWrite()) {
            if ((peek() & BEGIN_SLOWLY) == 0) {
                writer = Thread.currentThread();
                return true;
            }
            giveWriteBack(); // an interrupt that is under way may wait for it, and its end is waited for now
            endWriteSlowly(false); // something came first, and may have been left to this lease's end
        } else if (writer == Thread.currentThread()) {
            takeWriteAgain();
            return true;
        }
        if (!beginSlowly(this::takeWrite, this::isWriting, 0)) {
            return false;
        }
        writer = Thread.currentThread();
        return true;
    }

    public final void endWrite() {
        if (giveBackInner()) {
            return;
        }
        writer = null;
        boolean slowly = (peek() & END_WRITE_SLOWLY) != 0;
        if (!slowly) {
            giveWriteBack();
        }
        if (slowly || (peek() & END_WRITE_SLOWLY) != 0) {
            endWriteSlowly(slowly);
        }
    }

    public final boolean beginRead() {
        int state = peek();
        boolean quickly = (state & (BEGIN_SLOWLY | READING)) == 0 && compareAndSet(state, state | READING);
        return quickly || beginSlowly(() -> !has(READING), () -> has(READING), READING);
    }

    public final void endRead() {
        int state = peek();
        if ((state & END_SLOWLY) != 0 || !compareAndSet(state, state & ~READING)) {
            afterIo(lockWithoutInterrupt(Thread.currentThread()) & ~READING);
        }
    }

    public final boolean isReading() {
        return has(READING);
    }

    /**
     * Begins I/O under the lock.
     *
     * @param take takes the lease or, where that is a bit of the state, says whether it is free
     * @param taken whether another thread has it
     * @param bit the bit that the lease is, or 0
     */
    private boolean beginSlowly(BooleanSupplier take, BooleanSupplier taken, int bit) {
        Thread current = Thread.currentThread();
        while (true) {
            int state = lock();
            if ((state & GATED) != 0) {
                unlock(state);
                return false;
            }
            NextThread beside = thread == current ? null : nextOf(current);
            int inTheWay = thread == current || beside != null ? INTERRUPTING : 0;
            if ((state & inTheWay) == 0 && take.getAsBoolean()) {
                boolean hidden = (state & INTERRUPTED) != 0 && thread == current && Thread.interrupted();
                if (beside != null && beside.interrupted) {
                    beside.hidden |= Thread.interrupted();
                }
                unlock(state | bit | (hidden ? FLAG_HIDDEN : 0));
                return true;
            }
            unlock(state);
            SpinLock.awaitPhase(() -> has(GATED) || !(has(inTheWay) || taken.getAsBoolean()));
        }
    }

    /** Under the lock, as something may have been left to this end; the lease is given back then, if it is taken still. */
    private void endWriteSlowly(boolean taken) {
        int state = lockWithoutInterrupt(Thread.currentThread());
        if (taken) {
            giveWriteBack();
        }
        afterIo(state);
    }

    /** The calling thread has ended its I/O; called with the lock held, and the state that is without its lease. */
    private void afterIo(int state) {
        Thread current = Thread.currentThread();
        boolean own = thread == current;
        boolean outside = (state & READING) == 0 && !isWriting();
        int next = (state & COMPLETED) != 0 ? state & ~INTERRUPT_PENDING : state;
        if (own && (state & EJECTED) != 0) {
            Thread.interrupted(); // it was meant for this I/O alone
            next &= ~EJECTED;
        }
        boolean hidden = own ? (state & FLAG_HIDDEN) != 0 : unhide(nextOf(current), outside);
        boolean othersPending = outside && anyNextPending();
        boolean pending = own && (next & INTERRUPT_PENDING) != 0 && !othersPending;
        boolean flag = outside && (hidden || pending);
        if (own && flag) {
            next = (next & ~(INTERRUPT_PENDING | FLAG_HIDDEN)) | INTERRUPTED;
        } else if (own && hidden) {
            // still inside other I/O, whose end delivers it
            next = (next & ~(FLAG_HIDDEN | INTERRUPTED)) | INTERRUPT_PENDING;
        }
        boolean soon = othersPending || (outside && (next & INTERRUPT_PENDING) != 0 && thread != null);
        unlock(next);
        if (flag) {
            current.interrupt();
        }
        if (soon) {
            interruptSoon(); // all in one phase, as each of them may end the request
        }
    }

    /** Whether the flag of a thread beside the attached one was hidden; inside other I/O, that one's end delivers it. */
    private static boolean unhide(@Nullable NextThread beside, boolean outside) {
        if (beside == null || !beside.hidden) {
            return false;
        }
        beside.hidden = false;
        beside.interrupted = outside;
        beside.pending = !outside;
        return true;
    }

    /** Clears the calling thread's flag, unless an interrupt of this request is in it. */
    final void takeBackInterrupt() {
        int state = lockWithoutInterrupt(Thread.currentThread());
        if (!isFlagged(Thread.currentThread(), state)) {
            Thread.interrupted(); // with the lock held: that of the request comes afterwards, or has come
        }
        unlock(state);
    }

    /** Sets the calling thread's flag, which was cleared, if an interrupt of this request was in it. */
    final void flagAgain() {
        Thread current = Thread.currentThread();
        int state = lock();
        boolean flagged = (state & COMPLETED) == 0 && isFlagged(current, state);
        unlock(state);
        if (flagged) {
            current.interrupt();
        }
    }

    /** With the lock held: whether an interrupt of this request was delivered to the thread, and is not hidden. */
    private boolean isFlagged(Thread current, int state) {
        if (thread == current) {
            return (state & (INTERRUPTED | FLAG_HIDDEN)) == INTERRUPTED;
        }
        NextThread next = nextOf(current);
        if (next != null) {
            return next.interrupted && !next.hidden;
        }
        boolean left = (state & FLAG_LEFT) != 0 && takeFlagged(current);
        if (left) {
            keepFlagged(current);
        }
        return left;
    }

    /** Frees the thread from the I/O of a connection that was broken off, where the container could not. */
    final void eject() {
        int state = lock();
        Thread target = thread;
        boolean ours = (state & BROKEN_OFF) != 0 && (state & (COMPLETING | COMPLETED | INTERRUPTING)) == 0;
        boolean inIo = (state & READING) != 0 || (isWriting() && writer == target);
        if (target == null || !ours || !inIo) {
            unlock(state);
            return;
        }
        unlock(state | INTERRUPTING | INTERRUPTED | EJECTED);
        deliver(target, List.of());
        deliverPending();
    }
}
