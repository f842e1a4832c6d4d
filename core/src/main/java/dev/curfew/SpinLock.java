package dev.curfew;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How threads wait for something that is over in a moment: first by spinning, then by giving the processor away. Used
 * only for locks and phases that are never held while their holder itself waits for a lock.
 */
@SuppressWarnings("ThreadPriorityCheck") // a holder that lost its processor needs ours
final class SpinLock {

    private static final int SPINS = 64;
    private static final int YIELDS = 32;
    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private SpinLock() {}

    /**
     * Waits a little between two tries to take a lock that is held for nanoseconds; its holder may have lost its
     * processor. Allocates nothing: who has no memory left can still complete a request, and the clock go on.
     */
    static void betweenTries(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Lets those who wait for a lock have it, between two times that the calling thread needs it. */
    static void giveWay() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }

    /** Waits for the end of a phase that may take milliseconds or longer, such as a write to a client. */
    static void awaitPhase(BooleanSupplier over) {
        awaitPhase(over, Long.MAX_VALUE);
    }

    /**
     * Waits for the end of a phase, but no longer than this; keeps an interrupt for the caller.
     *
     * @return whether the phase ended
     */
    static boolean awaitPhase(BooleanSupplier over, long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean ended = over.getAsBoolean();
        for (int tries = 0; !ended && System.nanoTime() - start < nanos; tries++) {
            pause(tries);
            if (tries >= SPINS + YIELDS) {
                interrupted |= Thread.interrupted(); // a set flag would turn parking into spinning
            }
            ended = over.getAsBoolean();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    private static void pause(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else if (tries < SPINS + YIELDS) {
            Thread.yield();
        } else {
            int doublings = Math.min(tries - SPINS - YIELDS, 6);
            LockSupport.parkNanos(Math.min(FIRST_PAUSE_NANOS << doublings, LONGEST_PAUSE_NANOS));
        }
    }
}
