package dev.curfew;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The spin lock of one stripe: held for tens of nanoseconds, or a few microseconds by a look at all entries, never across
 * foreign code, and one compare-and-set where nobody else wants it.
 */
class StripeLock {

    private static final VarHandle LOCK;

    static {
        try {
            LOCK = MethodHandles.lookup().findVarHandle(StripeLock.class, "lock", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through LOCK
    private volatile int lock;

    final void lock() {
        if (!LOCK.compareAndSet(this, 0, 1)) {
            await();
        }
    }

    private void await() {
        for (int tries = 0; lock != 0 || !LOCK.compareAndSet(this, 0, 1); tries++) {
            SpinLock.betweenTries(tries);
        }
    }

    /** Whether somebody has it at this moment. */
    final boolean isLocked() {
        return lock != 0;
    }

    final void unlock() {
        LOCK.setRelease(this, 0);
    }
}
