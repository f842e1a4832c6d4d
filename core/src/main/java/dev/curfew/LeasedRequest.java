package dev.curfew;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases for the request's I/O. What they keep apart:
 *
 * <ul>
 *   <li>Two writers, one of whom may be Curfew's answer: whoever has {@code WRITING} writes. From the verdict under abort
 *       on ({@code GATED}) nobody gets it but the answer, and nobody waits for it.
 *   <li>An interrupt and the I/O of the thread that it was delivered to: the flag is hidden for the time of an I/O call.
 * </ul>
 */
abstract class LeasedRequest extends AttachedRequest {

    private static final int WRITE_SLOWLY = LOCKED | WRITING | GATED | INTERRUPTING | INTERRUPTED | NEXT_INTERRUPTED;
    private static final int READ_SLOWLY = LOCKED | READING | GATED | INTERRUPTING | INTERRUPTED | NEXT_INTERRUPTED;
    private static final int END_SLOWLY =
            LOCKED | INTERRUPTING | INTERRUPT_PENDING | FLAG_HIDDEN | EJECTED | NEXT_INTERRUPTED;

    // Set by the thread that has the write lease, read by others only to find out that it is not theirs.
    private @Nullable Thread writer;
    private int nestedWrites;

    public final boolean beginWrite() {
        int state = peek();
        if ((state & WRITE_SLOWLY) == 0 && compareAndSet(state, state | WRITING)) {
            writer = Thread.currentThread();
            return true;
        }
        if (writer == Thread.currentThread()) {
            nestedWrites++;
            return true;
        }
        if (!beginSlowly(WRITING)) {
            return false;
        }
        writer = Thread.currentThread();
        return true;
    }

    public final void endWrite() {
        if (nestedWrites > 0) {
            nestedWrites--;
            return;
        }
        writer = null;
        end(WRITING);
    }

    public final boolean beginRead() {
        int state = peek();
        boolean quickly = (state & READ_SLOWLY) == 0 && compareAndSet(state, state | READING);
        return quickly || beginSlowly(READING);
    }

    public final void endRead() {
        end(READING);
    }

    public final boolean isReading() {
        return has(READING);
    }

    private boolean beginSlowly(int lease) {
        Thread current = Thread.currentThread();
        while (true) {
            int state = lock();
            if ((state & GATED) != 0) {
                unlock(state);
                return false;
            }
            NextThread beside = thread == current ? null : nextOf(current);
            int inTheWay = lease | (thread == current || beside != null ? INTERRUPTING : 0);
            if ((state & inTheWay) == 0) {
                boolean hidden = (state & INTERRUPTED) != 0 && thread == current && Thread.interrupted();
                if (beside != null && beside.interrupted) {
                    beside.hidden |= Thread.interrupted();
                }
                unlock(state | lease | (hidden ? FLAG_HIDDEN : 0));
                return true;
            }
            unlock(state);
            SpinLock.awaitPhase(() -> !has(inTheWay) || has(GATED));
        }
    }

    private void end(int lease) {
        int state = peek();
        if ((state & END_SLOWLY) != 0 || !compareAndSet(state, state & ~lease)) {
            endSlowly(lease);
        }
    }

    private void endSlowly(int lease) {
        Thread current = Thread.currentThread();
        int state = lockWithoutInterrupt(current);
        boolean own = thread == current;
        boolean outside = (state & ~lease & (READING | WRITING)) == 0;
        boolean completed = (state & COMPLETED) != 0;
        int next = state & ~(completed ? lease | INTERRUPT_PENDING : lease);
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

    /** Frees the thread from the I/O of a connection that was broken off, where the container could not. */
    final void eject() {
        int state = lock();
        Thread target = thread;
        boolean ours = (state & BROKEN_OFF) != 0 && (state & (COMPLETING | COMPLETED | INTERRUPTING)) == 0;
        boolean inIo = (state & READING) != 0 || ((state & WRITING) != 0 && writer == target);
        if (target == null || !ours || !inIo) {
            unlock(state);
            return;
        }
        unlock(state | INTERRUPTING | INTERRUPTED | EJECTED);
        deliver(target, List.of());
        deliverPending();
    }
}
