package dev.curfew;

/** A thread that works for a request beside the attached one; guarded by the request's state lock. */
final class NextThread {

    final Thread thread;

    /** To be interrupted once no I/O of the request is in the way. */
    boolean pending;

    boolean interrupted;

    /** Its flag was taken away for the time of an I/O call. */
    boolean hidden;

    private boolean spared;

    NextThread(Thread thread) {
        this.thread = thread;
    }

    /** To be interrupted, unless it was. */
    void makePending() {
        pending = !interrupted && !spared;
    }

    /** It completes the request: it gets no interrupt from now on. */
    void spare() {
        pending = false;
        spared = true;
    }
}
