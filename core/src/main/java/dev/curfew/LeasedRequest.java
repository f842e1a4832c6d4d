package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * The request's thread and the leases for its I/O. What they keep apart:
 *
 * <ul>
 *   <li>Two writers, one of whom may be Curfew's answer: whoever has {@code WRITING} writes. From the verdict under abort
 *       on ({@code GATED}) nobody gets it but the answer, and nobody waits for it.
 *   <li>An interrupt and the thread's I/O: an interrupt is delivered in a phase of its own ({@code INTERRUPTING}), which
 *       begins only while neither lease is held; I/O that begins meanwhile waits for its end. One that comes during I/O is
 *       pending until the I/O ends. A flag that was delivered is hidden for the time of an I/O call.
 *   <li>An interrupt and the thread's next request: {@link #leave()} waits for the phase's end, and clears the flag if,
 *       and only if, an interrupt was delivered to this request.
 * </ul>
 */
abstract class LeasedRequest extends StateWord {

    private static final int WRITE_SLOWLY = LOCKED | WRITING | GATED | INTERRUPTING | INTERRUPTED;
    private static final int READ_SLOWLY = LOCKED | READING | GATED | INTERRUPTING | INTERRUPTED;
    private static final int END_SLOWLY = LOCKED | INTERRUPTING | INTERRUPT_PENDING | FLAG_HIDDEN | EJECTED;

    /** The thread that works for the request; guarded by the lock. */
    @Nullable
    Thread thread;

    // Set by the thread that has the write lease, read by others only to find out that it is not theirs.
    private @Nullable Thread writer;
    private int nestedWrites;

    /** With the lock held: this thread was interrupted and has been followed by another before it left. */
    abstract void keepFlagged(Thread left);

    /** With the lock held: whether the thread is one of those; it is no more afterwards. */
    abstract boolean takeFlagged(Thread leaving);

    /** With the lock held: the request's thread is interrupted now, or when it leaves its I/O. */
    abstract void noteInterrupt();

    /** With the lock held: this thread takes the place of the request's own when that leaves. */
    abstract void keepNext(Thread next);

    /** With the lock held: the thread that takes the place now, or null. */
    abstract @Nullable Thread takeNext();

    /** With the lock held: the thread is none of those any more. */
    abstract void removeNext(Thread leaving);

    /** With the lock held: whether the thread that takes the place has to be interrupted, as the one before it was. */
    abstract boolean interruptsNext(int state);

    /** The pending interrupt can be delivered now, by an enforcer. */
    abstract void interruptSoon();

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
            int inTheWay = lease | (thread == current ? INTERRUPTING : 0);
            if ((state & inTheWay) == 0) {
                boolean hidden = (state & INTERRUPTED) != 0 && thread == current && Thread.interrupted();
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
        int next = state & ~lease;
        boolean own = thread == current;
        boolean outside = (next & (READING | WRITING)) == 0;
        if (own && (state & EJECTED) != 0) {
            Thread.interrupted(); // it was meant for this I/O alone
            next &= ~EJECTED;
        }
        if ((next & COMPLETED) != 0) {
            next &= ~INTERRUPT_PENDING;
        }
        boolean hidden = own && (state & FLAG_HIDDEN) != 0;
        boolean pending = (next & INTERRUPT_PENDING) != 0 && outside && thread != null;
        boolean flag = own && outside && (hidden || pending);
        if (flag) {
            next = (next & ~(INTERRUPT_PENDING | FLAG_HIDDEN)) | INTERRUPTED;
        } else if (hidden) {
            // still inside other I/O, whose end delivers it
            next = (next & ~(FLAG_HIDDEN | INTERRUPTED)) | INTERRUPT_PENDING;
        }
        unlock(next);
        if (flag) {
            current.interrupt();
        }
        if (pending && !own) {
            interruptSoon();
        }
    }

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
    private int lockWithoutInterrupt(Thread current) {
        while (true) {
            int state = lock();
            if ((state & INTERRUPTING) == 0 || thread != current) {
                return state;
            }
            unlock(state);
            SpinLock.awaitPhase(() -> !has(INTERRUPTING));
        }
    }

    /**
     * Interrupts the request's thread; called by an enforcer.
     *
     * @return whether the interrupt was delivered, or will be when the thread leaves its I/O or comes back
     */
    final boolean interruptThread() {
        int state = lock();
        if ((state & (COMPLETING | COMPLETED | INTERRUPTED | INTERRUPTING)) != 0) {
            unlock(state);
            return false;
        }
        Thread target = thread;
        if (target != null) {
            noteInterrupt(); // before it can react, and end the request
        }
        if (target == null || (state & (READING | WRITING)) != 0) {
            unlock(state | INTERRUPT_PENDING);
            return target != null;
        }
        unlock((state & ~INTERRUPT_PENDING) | INTERRUPTING);
        deliver(target, INTERRUPTED);
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
        unlock(state | INTERRUPTING | EJECTED);
        deliver(target, INTERRUPTED);
    }

    private void deliver(Thread target, int delivered) {
        try {
            target.interrupt();
        } finally {
            unlock((lock() & ~INTERRUPTING) | delivered);
        }
    }

    /** The calling thread works for the request from now on; one that has come back gets its pending interrupt. */
    public void attach() {
        int state = lockAtRest();
        if ((state & INTERRUPTED) != 0 && thread != null && thread != Thread.currentThread()) {
            keepFlagged(thread);
            state = (state & ~(INTERRUPTED | FLAG_HIDDEN | EJECTED)) | FLAG_LEFT;
        }
        thread = Thread.currentThread();
        removeNext(thread);
        boolean pending = (state & (INTERRUPT_PENDING | COMPLETED)) == INTERRUPT_PENDING;
        unlock(pending ? (state & ~INTERRUPT_PENDING) | INTERRUPTED : state);
        if (pending) {
            Thread.currentThread().interrupt();
        }
    }

    public void attachNext() {
        int state = lockAtRest();
        boolean free = thread == null;
        if (!free && thread != Thread.currentThread()) {
            keepNext(Thread.currentThread());
        }
        unlock(state);
        if (free) {
            attach();
        }
    }

    /**
     * The calling thread, if it is the request's, gets no interrupt from now on, and its flag is taken away: what it does to
     * complete the request may be I/O.
     *
     * @return whether the flag was set
     */
    final boolean beginCompletion() {
        Thread current = Thread.currentThread();
        int state = lockWithoutInterrupt(current);
        boolean own = thread == current;
        unlock(own ? state | COMPLETING : state);
        return own && Thread.interrupted();
    }

    /**
     * The calling thread leaves the request.
     *
     * @return whether an interrupt was delivered to it that it has not noticed
     */
    final boolean leave() {
        Thread current = Thread.currentThread();
        if (has(COMPLETED) && !has(INTERRUPTING | INTERRUPTED | EJECTED | FLAG_LEFT)) {
            if (thread == current) {
                thread = null; // a completed request begins no interrupt, and this thread is the only one to attach
                // itself
            }
            return false;
        }
        int state = lockWithoutInterrupt(current);
        if (thread != current) {
            removeNext(current);
            boolean flagged = (state & FLAG_LEFT) != 0 && takeFlagged(current);
            unlock(state);
            return flagged && Thread.interrupted();
        }
        thread = (state & COMPLETED) == 0 ? takeNext() : null;
        boolean pending = thread != null && interruptsNext(state);
        unlock((state & ~(INTERRUPTED | EJECTED | FLAG_HIDDEN)) | (pending ? INTERRUPT_PENDING : 0));
        if (pending) {
            interruptSoon();
        }
        return (state & INTERRUPTED) != 0 && Thread.interrupted();
    }
}
