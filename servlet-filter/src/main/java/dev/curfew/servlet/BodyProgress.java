package dev.curfew.servlet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far both bodies have come: whether a non-blocking reader waits for more of the request's, and whether the handler is
 * writing the last of the response's, or has written it and returned.
 */
class BodyProgress {

    private static final VarHandle ENDING;
    private static final VarHandle RETURNED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ENDING = lookup.findVarHandle(BodyProgress.class, "ending", boolean.class);
            RETURNED = lookup.findVarHandle(BodyProgress.class, "returned", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile boolean awaited;
    private volatile boolean nonBlocking;

    // Set under the write lease, whose end publishes it too; asked by an enforcer while it waits for that.
    private volatile boolean ending;
    private long length = -1;
    private long written;
    private volatile boolean dropped;

    private volatile boolean returned; // published by the request's completion too, which follows

    /** The handler announces how long the response's body is; negative for not at all. */
    final void announced(long bytes) {
        length = bytes;
    }

    /** The handler is about to write this many bytes more. */
    final void writing(long bytes) {
        written += bytes;
        if (length >= 0 && written >= length) {
            closing();
        }
    }

    /** The handler is about to close the response's body. */
    final void closing() {
        ENDING.setRelease(this, true);
    }

    /** The handler has returned by itself; what is committed of its response is all of it. */
    final void returned() {
        RETURNED.setRelease(this, true);
    }

    final boolean isReturned() {
        return returned;
    }

    /** What was written is discarded. */
    final void discarded() {
        written = 0;
        ending = false;
        dropped = false;
    }

    /** Bytes of the response's body were not passed on. */
    final void drop() {
        dropped = true;
    }

    final boolean isDropped() {
        return dropped;
    }

    final boolean isEnding() {
        return ending;
    }

    /** The handler does its I/O without waiting. */
    final void nonBlocking() {
        nonBlocking = true;
    }

    final boolean isNonBlocking() {
        return nonBlocking;
    }

    /** What the stream's {@code isReady} said. */
    final boolean ready(boolean ready) {
        awaited = !ready;
        return ready;
    }

    final void arrived() {
        awaited = false;
    }

    final boolean isAwaited() {
        return awaited;
    }
}
