package dev.curfew;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who writes the response: one of the request's threads, or Curfew's answer. It is taken by a compare-and-set and given back
 * by a plain store: what a write has stored last is on its way to memory then, and a locked instruction would wait for all
 * of it, which costs more than the rest of the lease. So it is not a bit of the state word.
 *
 * <p>It and the state are looked at in turns:
 *
 * <ul>
 *   <li>A write that begins, and an interrupt: the writer takes its lease and then looks at the state, the interrupter has
 *       the lock and then looks at the lease. At least one of them sees the other, and leaves it the way.
 *   <li>A write that ends, and an interrupt that was left to its end: the writer gives its lease back and then looks at the
 *       state. Others may see that store a moment after that look. But only a writer that has not seen the verdict ends in
 *       this way. Whoever interrupts does so after the verdict, and first gives a lease the time to be seen as free
 *       ({@link #awaitWrite}): one that still is not has a writer who will see the verdict, and end under the lock. That
 *       a processor's store is seen within that time no specification says; should one not be, the clock has the interrupt
 *       delivered when the grace is over.
 * </ul>
 */
class WriteLease extends StateWord {

    private static final long SEEN_NANOS = 20_000;
    private static final VarHandle WRITES;

    static {
        try {
            WRITES = MethodHandles.lookup().findVarHandle(WriteLease.class, "writes", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many writes the lease is taken for, one inside another; 0 while it is free. */
    private volatile int writes;

    /** Takes it, if it is free; who is no answer looks at the state then. */
    final boolean takeWrite() {
        return WRITES.compareAndSet(this, 0, 1);
    }

    /** Its owner takes it once more. */
    final void takeWriteAgain() {
        WRITES.setRelease(this, writes + 1);
    }

    /** Its owner gives back what it took once more; false if that was only once. */
    final boolean giveBackInner() {
        int taken = writes;
        if (taken > 1) {
            WRITES.setRelease(this, taken - 1);
        }
        return taken > 1;
    }

    /** Its owner gives it back. */
    final void giveWriteBack() {
        WRITES.setRelease(this, 0);
        VarHandle.acquireFence(); // compilers leave what follows where it is; processors need not
    }

    final boolean isWriting() {
        return writes != 0;
    }

    /** Gives a lease that was given back before the verdict the time to be seen as free. */
    final void awaitWrite() {
        if (isWriting()) {
            boolean ignored = SpinLock.awaitPhase(() -> !isWriting(), SEEN_NANOS);
        }
    }
}
