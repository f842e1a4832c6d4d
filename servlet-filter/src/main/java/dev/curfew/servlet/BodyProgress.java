package dev.curfew.servlet;

/** Whether a non-blocking reader waits for more of the request's body. */
final class BodyProgress {

    private volatile boolean awaited;

    /** What the stream's {@code isReady} said. */
    boolean ready(boolean ready) {
        awaited = !ready;
        return ready;
    }

    void arrived() {
        awaited = false;
    }

    boolean isAwaited() {
        return awaited;
    }
}
