package dev.curfew;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state of a request in one word, with its lock as one of the bits: what is decided under the lock and what is
 * decided by a single compare-and-set exclude each other. The lock is a spin lock, held for nanoseconds, never across a
 * call into a container, a driver or user code.
 */
class StateWord extends TimelineEntry {

    static final int LOCKED = 1;

    // What has happened; these are never taken back.
    static final int WARNED = 1 << 1;
    static final int DISABLED = 1 << 2;
    static final int EXPIRED = 1 << 3;
    static final int GATED = 1 << 4; // expired under abort: the answer is Curfew's
    static final int ANSWER_TRIED = 1 << 5;
    static final int ANSWERED = 1 << 6; // or found to have a whole response already
    static final int BREAK_TRIED = 1 << 7;
    static final int BROKEN_OFF = 1 << 8;
    static final int STUCK = 1 << 9;
    static final int COMPLETED = 1 << 10;

    // Who holds what, and what is under way. Who writes is told beside, by LeasedRequest.
    static final int READING = 1 << 11;
    static final int SHIELDED = 1 << 13;
    static final int ABORTING = 1 << 14; // an answer is under way, with the write lease or waiting for it
    static final int BREAKING = 1 << 15;
    static final int INTERRUPTING = 1 << 16; // an interrupt of the request's thread is under way

    /** The request's thread has come back to complete it: to interrupt it would be pointless now. */
    static final int COMPLETING = 1 << 21;

    /** The deadline passed inside a shielded section, which held its actions off. */
    static final int HELD_OFF = 1 << 22;

    static final int FLAG_LEFT = 1 << 23; // an interrupted thread has been followed by another and has not left yet

    static final int NEXT_INTERRUPTED = 1 << 24; // a thread beside the request's own has an interrupt, or is to get one

    // The request's thread and its flag.
    static final int INTERRUPT_PENDING = 1 << 17; // to be delivered when the thread leaves its I/O, or comes back
    static final int INTERRUPTED = 1 << 18; // delivered to the thread that is attached now
    static final int FLAG_HIDDEN = 1 << 19; // taken away for the time of an I/O call, which it would damage
    static final int EJECTED = 1 << 20; // interrupted only to free it from the I/O of a broken connection

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(StateWord.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through STATE
    private volatile int word;

    /** The state at this moment; may hold the lock's bit. */
    final int peek() {
        return word;
    }

    final boolean has(int bits) {
        return (word & bits) != 0;
    }

    /** One step without the lock; the expected state must not hold the lock's bit. */
    final boolean compareAndSet(int expected, int next) {
        return STATE.compareAndSet(this, expected, next);
    }

    /** Takes the lock and returns the state. */
    final int lock() {
        int state = word & ~LOCKED;
        if (!STATE.compareAndSet(this, state, state | LOCKED)) {
            awaitLock();
            state = word & ~LOCKED;
        }
        return state;
    }

    private void awaitLock() {
        for (int tries = 0; !tryLock(); tries++) {
            SpinLock.betweenTries(tries);
        }
    }

    private boolean tryLock() {
        int state = word;
        return (state & LOCKED) == 0 && STATE.compareAndSet(this, state, state | LOCKED);
    }

    /** Publishes the next state and gives the lock back. */
    final void unlock(int next) {
        STATE.setRelease(this, next & ~LOCKED);
    }
}
