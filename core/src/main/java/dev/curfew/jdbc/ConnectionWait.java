package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import dev.curfew.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One wait for a connection of a pool, which ends at the deadline by an interrupt that reaches nothing else. Of other
 * interrupts of the same thread, one that was there before stays, and so does that of the request itself; one of the app's
 * that comes between this one and the end of the wait cannot be told from it, as a thread has one flag for all.
 */
final class ConnectionWait {

    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CommitFence fence;
    private final long begin = System.nanoTime();

    // Guarded by this.
    private @Nullable Thread waiting = Thread.currentThread();
    private boolean ended;
    private boolean interrupted;

    ConnectionWait(CommitFence fence) {
        this.fence = fence;
    }

    /** Where the connection comes from. */
    interface Source {

        Connection get() throws SQLException;
    }

    Connection get(Source source) throws SQLException {
        Deadline.Registration registration = fence.deadline().onExpiry(this::expire);
        try {
            Refusal.unlessWanted(fence); // afterwards: where the deadline passes before, nothing is ended
            return checked(source.get());
        } catch (SQLException | RuntimeException e) {
            if (leave()) {
                throw Refusal.of(fence, "waiting for a connection ended", e);
            }
            throw e;
        } finally {
            leave();
            registration.close();
        }
    }

    /** A connection that came although its wait was ended goes back. */
    private Connection checked(Connection connection) throws SQLException {
        if (!leave()) {
            return connection;
        }
        connection.close();
        throw Refusal.of(fence, "waiting for a connection ended", null);
    }

    private synchronized void expire() {
        if (waiting == null || waiting == Thread.currentThread()) {
            return; // it has left, or expired before it began
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        fence.note("waited " + millis + "ms for a connection"); // first: the thread may end its request at once
        ended = true;
        if (!waiting.isInterrupted()) { // or else somebody has ended the wait already
            interrupted = true;
            waiting.interrupt();
        }
        awaitLeft();
    }

    /** The request's own interrupt, which comes next, must not be taken for this one. */
    private void awaitLeft() {
        long end = System.nanoTime() + LEAVE_NANOS;
        long left = LEAVE_NANOS;
        while (waiting != null && left > 0) {
            try {
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            } catch (InterruptedException e) {
                return; // the watchdog is closed
            }
            left = end - System.nanoTime();
        }
    }

    /** No interrupt reaches the thread any more, and one that did is taken back; returns whether the wait was ended. */
    private synchronized boolean leave() {
        if (waiting != null && interrupted) {
            fence.deadline().takeBackInterrupt();
        }
        waiting = null;
        notifyAll();
        return ended;
    }
}
