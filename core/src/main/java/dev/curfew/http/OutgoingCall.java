package dev.curfew.http;

import dev.curfew.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call to another server, from its beginning until its answer has been read. It ends that margin before the deadline
 * of its request, and at the deadline at the latest; a deadline that is moved meanwhile takes it along. Inside a shielded
 * section it ends only when the deadline is enforced.
 *
 * <pre>
 *            onEnd(…)              end() by timer or expiry
 *   RUNNING ───────────► RUNNING ─────────────────────────► ENDED    what was given to onEnd runs, once
 *      │                    │ close()                         │ close()
 *      └────────────────────┴──────────► CLOSED ◄─────────────┘      nothing runs any more
 * </pre>
 *
 * <p>Of {@code end()} and {@link #close()} the first counts; what ends a call may still run when {@code close()} returns,
 * and must not hurt the client then. May be used by any thread.
 */
public final class OutgoingCall implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(OutgoingCall.class);

    private final OutgoingCalls calls;
    private final Deadline deadline;
    private final long marginNanos;

    // Guarded by this.
    private Deadline.@Nullable Registration registration;
    private @Nullable Future<?> timer;
    private @Nullable Runnable cancel;
    private boolean ended;
    private boolean closed;

    private OutgoingCall(OutgoingCalls calls, Deadline deadline) {
        this.calls = calls;
        this.deadline = deadline;
        this.marginNanos =
                Math.min(calls.margin().toNanos(), deadline.remaining().toNanos() / 2);
    }

    static @Nullable OutgoingCall begin(OutgoingCalls calls, Deadline deadline) {
        if (!deadline.cancels()) {
            return null;
        }
        OutgoingCall call = new OutgoingCall(calls, deadline);
        call.start();
        return call;
    }

    private synchronized void start() {
        boolean shielded = deadline.isShielded() && !deadline.isExpired();
        if (!shielded && nanosLeft() <= 0) {
            ended = true;
            return;
        }
        registration = deadline.onExpiry(this::end);
        if (!shielded) {
            timer = CallTimer.in(nanosLeft(), this::timeIsUp);
        }
    }

    private long nanosLeft() {
        return deadline.remaining().toNanos() - marginNanos;
    }

    private void timeIsUp() {
        if (!deadline.cancels() || deadline.isShielded()) {
            return; // if anything ends it now, its expiry does
        }
        synchronized (this) {
            long left = nanosLeft();
            if (left > 0 && !closed) {
                timer = CallTimer.in(left, this::timeIsUp); // the deadline was moved
            }
            if (left > 0) {
                return;
            }
        }
        try {
            end();
        } catch (RuntimeException e) {
            logger.warn("An outgoing call could not be ended: request={}", deadline.requestId(), e);
        }
    }

    private void end() {
        Runnable action;
        synchronized (this) {
            if (closed || ended) {
                return;
            }
            ended = true;
            action = cancel;
        }
        if (action != null) {
            action.run();
        }
    }

    /**
     * What ends the call from now on, in place of what did before; it runs at once if the call has been ended. It is called
     * by a thread of Curfew, and should not block.
     */
    public void onEnd(Runnable action) {
        synchronized (this) {
            if (closed) {
                return;
            }
            cancel = action;
            if (!ended) {
                return;
            }
        }
        action.run();
    }

    /** Whether Curfew has ended it, or it began too late. */
    public synchronized boolean isEnded() {
        return ended;
    }

    /**
     * Refuses a call that began too late.
     *
     * @throws SocketTimeoutException if it did, or has been ended
     */
    public void throwIfEnded() throws SocketTimeoutException {
        if (isEnded()) {
            throw timeout(null);
        }
    }

    /** What the app sees of a call that failed: a timeout if Curfew ended it, otherwise the failure itself. */
    public IOException failure(IOException failure) {
        return isEnded() && !timeoutMessage().equals(failure.getMessage()) ? timeout(failure) : failure;
    }

    /** A timeout as clients throw it, with the request's id. */
    public SocketTimeoutException timeout(@Nullable Throwable cause) {
        SocketTimeoutException timeout = new SocketTimeoutException(timeoutMessage());
        if (cause != null) {
            timeout.initCause(cause);
        }
        return timeout;
    }

    String timeoutMessage() {
        return "Request " + deadline.requestId() + " has no time left for a call to another server";
    }

    /** The time until it ends; for clients that can be bounded but not cancelled. At least 1 ms. */
    public Duration timeLeft() {
        Duration least = Duration.ofMillis(1);
        if (deadline.isShielded()) {
            return Duration.ofNanos(Long.MAX_VALUE);
        }
        Duration left = Duration.ofNanos(Math.max(0, nanosLeft()));
        return left.compareTo(least) < 0 ? least : left;
    }

    /**
     * The value of the header {@link OutgoingCalls#headerName()} for a server: the request's remaining milliseconds; null if
     * that server is not told. Inside a shielded section none is: the server must not cut it in two either.
     */
    public @Nullable String headerFor(URI uri) {
        if (!calls.announcesTo(uri) || deadline.isShielded()) {
            return null;
        }
        return Long.toString(Math.max(1, deadline.remaining().toMillis()));
    }

    /**
     * The answer's body: when the call has been ended it can no longer be read, and what fails for that reason is a timeout;
     * when it has been read or is closed, the call is over.
     */
    public InputStream body(InputStream body) {
        return new CallBody(this, body);
    }

    /** The call is over. Closing twice has no effect. */
    @Override
    public void close() {
        Deadline.Registration registered;
        Future<?> scheduled;
        synchronized (this) {
            closed = true;
            cancel = null;
            registered = registration;
            registration = null;
            scheduled = timer;
            timer = null;
        }
        if (registered != null) {
            registered.close();
        }
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }
}
