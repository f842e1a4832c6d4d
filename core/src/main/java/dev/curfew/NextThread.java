package dev.curfew;

/** A thread that works for a request beside the attached one; guarded by the request's state lock. */
final class NextThread {

    final Thread thread;

    /** To be interrupted once no I/O of the request is in the way. */
    boolean pending;

    boolean interrupted;

    /** Its flag was taken away for the time of an I/O call. */
    boolean hidden;

    NextThread(Thread thread) {
        this.thread = thread;
    }
}
