package dev.curfew.servlet;

import dev.curfew.InFlightRequest;
import dev.curfew.TimeoutPolicy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the guarded request and response ask before they touch the real ones. A request whose policy only logs, and stays
 * in force whatever happens, needs no leases, and takes none.
 */
abstract class LeasedExchange extends BodyProgress {

    private final boolean guarded;
    private @Nullable InFlightRequest inFlight; // set by each thread that may come before the one that began the watch
    private volatile boolean refused;
    private volatile boolean leftToContainer;
    private @Nullable Thread reader; // who is in a read; read by others only to find that it is not them
    private int nestedReads; // the reader's own

    LeasedExchange(boolean guarded) {
        this.guarded = guarded;
    }

    /** How far its bodies have come: part of this object, as each write asks for both. */
    final BodyProgress body() {
        return this;
    }

    /** Whether the handler's I/O is done under leases. */
    public final boolean isGuarded() {
        return guarded;
    }

    /** The policy in force. */
    final TimeoutPolicy policy() {
        return inFlight().policy();
    }

    /** The watch has begun; its deadline may even have passed already. */
    void watched(InFlightRequest inFlight) {
        this.inFlight = inFlight;
    }

    InFlightRequest inFlight() {
        InFlightRequest own = inFlight;
        if (own == null) {
            throw new IllegalStateException("not watched yet");
        }
        return own;
    }

    /** Whether the answer is Curfew's. */
    final boolean isAborted() {
        return inFlight().isAborted();
    }

    /** The container ends the request, on a timeout of its own or as its client has gone, and its answer holds. */
    final void leaveToContainer() {
        leftToContainer = true;
    }

    final boolean isLeftToContainer() {
        return leftToContainer;
    }

    /** Whether something that the handler wanted to send or change was refused. */
    final boolean wasRefused() {
        return refused;
    }

    /** Takes the write lease; false if the answer is Curfew's. */
    boolean beginWrite() {
        if (!guarded || inFlight().beginWrite()) {
            return true;
        }
        refused = true;
        return false;
    }

    void endWrite() {
        if (guarded) {
            inFlight().endWrite();
        }
    }

    /** As {@link #beginWrite()}, for what must not pass silently. */
    void requireWrite() throws IOException {
        if (!beginWrite()) {
            throw timedOut();
        }
    }

    /** Enters a read of the request's body; false if the answer is Curfew's. */
    boolean beginRead() {
        if (!guarded) {
            return true;
        }
        if (reader == Thread.currentThread()) { // a container may read what it parses through the handler's request
            nestedReads++;
            return true;
        }
        boolean begun = inFlight().beginRead();
        if (begun) {
            reader = Thread.currentThread();
        }
        return begun;
    }

    void endRead() {
        if (!guarded) {
            return;
        }
        if (nestedReads > 0) {
            nestedReads--;
            return;
        }
        reader = null;
        inFlight().endRead();
    }

    void requireRead() throws IOException {
        if (!beginRead()) {
            throw refused();
        }
    }

    /** A connection that was ended under a reader may look to it like the body's proper end. */
    <T extends @Nullable Object> T unlessAborted(T read) throws IOException {
        if (isAborted()) {
            throw refused();
        }
        return read;
    }

    /** What the handler does without what it asked for is not all that it had to say. */
    private IOException refused() {
        refused = true;
        return timedOut();
    }

    IOException timedOut() {
        return new AbortedException(inFlight().id());
    }
}
