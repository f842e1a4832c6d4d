package dev.curfew.spring;

import dev.curfew.Deadline;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that made it, until that leaves; the interrupt reaches nothing that the thread does afterwards. Those
 * of others do: one that came before this one, which then is none, and that of the request. One of the app's own between
 * this one and the end of the call cannot be told from it, and is taken back with it.
 */
final class ConfinedInterrupt {

    /** No longer than the request's own interrupt waits for the handles that run before it. */
    private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Deadline deadline = Deadline.current();

    // Guarded by this.
    private @Nullable Thread inside = Thread.currentThread();
    private boolean interrupted;

    synchronized void interrupt() {
        if (inside == null || inside.isInterrupted()) {
            return;
        }
        interrupted = true;
        inside.interrupt();
        awaitLeft();
    }

    /** The request's own interrupt, which may come next, must not be taken for this one. */
    private void awaitLeft() {
        long end = System.nanoTime() + LEAVE_NANOS;
        long left = LEAVE_NANOS;
        while (inside != null && left > 0) {
            try {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            } catch (InterruptedException e) {
                return; // the watchdog is closed
            }
            left = end - System.nanoTime();
        }
    }

    /** Nothing reaches the thread any more; what did is taken back. */
    synchronized void leave() {
        if (inside != null && interrupted) {
            deadline.takeBackInterrupt();
        }
        inside = null;
        notifyAll();
    }
}
