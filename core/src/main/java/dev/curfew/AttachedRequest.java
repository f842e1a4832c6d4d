package dev.curfew;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that work for the request, and the interrupt that reaches them. One is attached: it is the one that is
 * reported. Others may work beside it, and take its place in their order when it leaves. All of them are interrupted in one
 * phase ({@code INTERRUPTING}), which keeps apart:
 *
 * <ul>
 *   <li>An interrupt and the threads' I/O: the phase begins only while neither lease is held, and I/O of these threads that
 *       begins meanwhile waits for its end. An interrupt that comes during I/O is pending until the I/O ends.
 *   <li>An interrupt and a thread's next work: {@link #leave()} waits for the phase's end, and clears the flag if, and only
 *       if, an interrupt was delivered to this thread for this request.
 *   <li>An interrupt and the request's end: {@code complete} waits for the phase's end, and spares the attached thread and
 *       the one that completes. Those beside them still work for a request that has expired, and are interrupted.
 *   <li>Expiry and work that begins on another thread: whoever has the lock first. Work that began first is interrupted,
 *       work that comes later is refused.
 * </ul>
 */
abstract class AttachedRequest extends WriteLease {

    private static final int ENDING = COMPLETING | COMPLETED;

    /** The thread that works for the request; guarded by the lock. */
    @Nullable
    Thread thread;

    /** With the lock held: this thread was interrupted and has been followed by another before it left. */
    abstract void keepFlagged(Thread left);

    /** With the lock held: whether the thread is one of those; it is no more afterwards. */
    abstract boolean takeFlagged(Thread leaving);

    /** With the lock held: the request's thread is interrupted now, or when it leaves its I/O. */
    abstract void noteInterrupt();

    /** With the lock held: the threads that work beside the attached one, or null if there never were any. */
    abstract @Nullable NextThreads next();

    /** With the lock held: the same, to add one. */
    abstract NextThreads nextToAdd();

    /** With the lock held: whether a thread that comes now has to be interrupted, as those before it were. */
    abstract boolean interruptsNext(int state);

    /** With the lock held: whether work that has not begun is not to begin any more. */
    abstract boolean refusesWork(int state);

    /** The pending interrupts can be delivered now, by an enforcer. */
    abstract void interruptSoon();

    final @Nullable NextThread nextOf(Thread current) {
        NextThreads next = next();
        return next == null ? null : next.of(current);
    }

    final boolean anyNextPending() {
        NextThreads next = next();
        return next != null && next.anyPending();
    }

    private @Nullable NextThread removeNext(Thread leaving) {
        NextThreads next = next();
        return next == null ? null : next.remove(leaving);
    }

    /** Takes the lock at a moment when no interrupt is under way. */
    private int lockAtRest() {
        while (true) {
            int state = lock();
            if ((state & INTERRUPTING) == 0) {
                return state;
            }
            unlock(state);
            SpinLock.awaitPhase(() -> !has(INTERRUPTING));
        }
    }

    /** Takes the lock at a moment when no interrupt of the calling thread is under way. */
    final int lockWithoutInterrupt(Thread current) {
        while (true) {
            int state = lock();
            if ((state & INTERRUPTING) == 0 || (thread != current && nextOf(current) == null)) {
                return state;
            }
            unlock(state);
            SpinLock.awaitPhase(() -> !has(INTERRUPTING));
        }
    }

    /**
     * Interrupts the request's threads; called by an enforcer.
     *
     * @return whether the interrupt was delivered to the attached one, or will be when it leaves its I/O or comes back
     */
    final boolean interruptThread() {
        awaitWrite();
        int state = lock();
        boolean first = (state & (ENDING | INTERRUPTED)) == 0;
        boolean reached = first && thread != null;
        if (reached) {
            noteInterrupt(); // before it can react, and end the request
        }
        NextThreads next = next();
        if (next != null) {
            next.makePending();
        }
        unlock(state | (first ? INTERRUPT_PENDING : 0) | (anyNextPending() ? NEXT_INTERRUPTED : 0));
        deliverPending();
        return reached;
    }

    /** Delivers the interrupts that are pending, unless something is in their way; whoever leaves that sees to them. */
    final void deliverPending() {
        int state = lock();
        while ((state & (INTERRUPTING | READING)) == 0 && !isWriting() && (state & ENDING) != COMPLETING) {
            Thread target = (state & (INTERRUPT_PENDING | COMPLETED)) == INTERRUPT_PENDING ? thread : null;
            List<Thread> others;
            try {
                NextThreads next = next();
                others = next == null ? List.of() : next.takePending();
            } catch (Throwable t) {
                unlock(state);
                throw t;
            }
            if (target == null && others.isEmpty()) {
                break;
            }
            if (target != null) {
                noteInterrupt(); // one that has taken the place since
            }
            unlock((target == null ? state : (state & ~INTERRUPT_PENDING) | INTERRUPTED) | INTERRUPTING);
            deliver(target, others);
            state = lock();
        }
        unlock(state);
    }

    /** Ends the phase, which the caller has begun. */
    final void deliver(@Nullable Thread target, List<Thread> others) {
        try {
            if (target != null) {
                target.interrupt();
            }
            others.forEach(Thread::interrupt);
        } finally {
            unlock(lock() & ~INTERRUPTING);
        }
    }

    /** The calling thread works for the request from now on; one that has come back gets its pending interrupt. */
    public void attach() {
        attach(lockAtRest());
    }

    private void attach(int found) {
        Thread current = Thread.currentThread();
        int state = found;
        boolean pending = false;
        try {
            NextThread before = removeNext(current);
            if ((state & INTERRUPTED) != 0 && thread != null && thread != current) {
                keepFlagged(thread);
                state = (state & ~(INTERRUPTED | FLAG_HIDDEN | EJECTED)) | FLAG_LEFT;
            }
            thread = current;
            pending = (state & (INTERRUPT_PENDING | COMPLETED)) == INTERRUPT_PENDING;
            if (before != null) {
                state = stateOf(before, state);
                pending = !before.interrupted && (pending || (before.pending && (state & COMPLETED) == 0));
            }
        } finally {
            unlock(pending ? (state & ~INTERRUPT_PENDING) | INTERRUPTED : state);
        }
        if (pending) {
            current.interrupt();
        }
    }

    public void attachNext() {
        attachNext(lockAtRest());
    }

    /** As {@link #attachNext()}, if the work may begin; returns whether it may. */
    final boolean attachToWork() {
        int state = lockAtRest();
        if (refusesWork(state)) {
            unlock(state);
            return false;
        }
        attachNext(state);
        return true;
    }

    private void attachNext(int state) {
        Thread current = Thread.currentThread();
        if ((state & COMPLETED) != 0 || thread == current) {
            unlock(state);
            return;
        }
        boolean late = interruptsNext(state);
        if (thread == null) {
            attach(late ? state | INTERRUPT_PENDING : state);
            return;
        }
        NextThread next;
        try {
            next = nextToAdd().add(current);
        } catch (Throwable t) {
            unlock(state);
            throw t;
        }
        boolean interrupt = late && !next.interrupted;
        next.interrupted |= late;
        unlock(late ? state | NEXT_INTERRUPTED : state);
        if (interrupt) {
            current.interrupt();
        }
    }

    /**
     * The calling thread, if it works for the request, gets no interrupt from now on, and its flag is taken away: what it
     * does to complete the request may be I/O.
     *
     * @return whether the flag was set
     */
    final boolean beginCompletion() {
        Thread current = Thread.currentThread();
        int state = lockWithoutInterrupt(current);
        NextThread beside = nextOf(current);
        if (beside != null) {
            beside.spare();
        }
        boolean own = thread == current || beside != null;
        unlock(own ? state | COMPLETING : state);
        return own && Thread.interrupted();
    }

    /** The calling thread leaves the request, which has completed unexpired. */
    final void leaveCompleted() {
        if (thread == Thread.currentThread()) {
            thread = null; // it begins no interrupt any more, and this thread is the only one to attach itself
        }
    }

    /** The calling thread leaves; returns whether an interrupt was delivered to it that it has not noticed. */
    final boolean leave() {
        Thread current = Thread.currentThread();
        if ((peek() & (COMPLETED | EXPIRED)) == COMPLETED) {
            leaveCompleted();
            return false;
        }
        int state = lockWithoutInterrupt(current);
        int left = state;
        boolean flagged = (state & INTERRUPTED) != 0;
        boolean pending = false;
        try {
            if (thread == current) {
                left = handOver(state);
                pending = (left & INTERRUPT_PENDING) != 0 && thread != null;
            } else {
                NextThread next = removeNext(current);
                flagged = next != null ? next.interrupted : (state & FLAG_LEFT) != 0 && takeFlagged(current);
            }
        } finally {
            unlock(left);
        }
        if (pending) {
            interruptSoon();
        }
        return flagged && Thread.interrupted();
    }

    /** With the lock held: the next thread takes the place; returns the state as it is then. */
    private int handOver(int state) {
        NextThreads next = next();
        NextThread first = next == null || (state & COMPLETED) != 0 ? null : next.takeFirst();
        thread = first == null ? null : first.thread;
        int left = state & ~(INTERRUPTED | EJECTED | FLAG_HIDDEN);
        if (first == null) {
            return left;
        }
        boolean pending = !first.interrupted && (first.pending || interruptsNext(state));
        return stateOf(first, pending ? left | INTERRUPT_PENDING : left);
    }

    /** The state once this thread is the attached one. */
    private static int stateOf(NextThread attached, int state) {
        return attached.interrupted
                ? (state & ~INTERRUPT_PENDING) | INTERRUPTED | (attached.hidden ? FLAG_HIDDEN : 0)
                : state;
    }
}
