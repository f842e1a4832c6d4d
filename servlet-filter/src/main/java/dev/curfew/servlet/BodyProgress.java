package dev.curfew.servlet;

/**
 * How far both bodies have come: whether a non-blocking reader waits for more of the request's, and whether the handler is
 * writing the last of the response's.
 */
final class BodyProgress {

    private volatile boolean awaited;

    // Set under the write lease; asked by an enforcer while it waits for that.
    private volatile boolean ending;
    private long length = -1;
    private long written;
    private volatile boolean dropped;

    /** The handler announces how long the response's body is; negative for not at all. */
    void announced(long bytes) {
        length = bytes;
    }

    /** The handler is about to write this many bytes more. */
    void writing(long bytes) {
        written += bytes;
        if (length >= 0 && written >= length) {
            ending = true;
        }
    }

    /** The handler is about to close the response's body. */
    void closing() {
        ending = true;
    }

    /** What was written is discarded. */
    void reset() {
        written = 0;
        ending = false;
        dropped = false;
    }

    /** Bytes of the response's body were not passed on. */
    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    boolean isEnding() {
        return ending;
    }

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
