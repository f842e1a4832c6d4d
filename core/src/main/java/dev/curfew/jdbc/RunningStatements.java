package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What runs on one connection, and its cancelling. A statement runs while a call of it does, and while rows of it are
 * open, which the database may still be sending. It either ends before a cancel of it begins, and is not cancelled; or its
 * end waits for that {@code cancel()} to return, so that nothing of it reaches the next statement. Once cancelled, nothing
 * begins any more.
 */
final class RunningStatements {

    /** How long a driver may take to cancel before its connection is given up. */
    private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long FIRST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** Ends what runs on a connection; a driver may ignore it in a call that has not reached the database yet. */
    interface Canceller {

        /**
         * Cancels the statement.
         *
         * @param again whether this is not the first try
         */
        void cancel(Statement statement, boolean again) throws SQLException;
    }

    // Guarded by this.
    private @Nullable CommitFence owner;
    private final List<Statement> calls = new ArrayList<>(1);
    private final List<Statement> open = new ArrayList<>(1);
    private @Nullable Statement cancelling;
    private boolean ended;
    private boolean cancelled;
    private boolean hanging;

    /** The connection works for this request now. */
    synchronized void renew(CommitFence next) {
        owner = next;
        ended = false;
    }

    synchronized void begin(Statement statement, CommitFence fence) throws SQLException {
        if (ended) {
            throw Refusal.of(fence, "nothing more is begun", null);
        }
        calls.add(statement);
    }

    /** The call has ended; waits for a cancel of the statement that is under way. */
    synchronized void end(Statement statement) {
        calls.remove(statement);
        notifyAll();
        awaitCancel(statement);
    }

    /** The statement has rows to be read. */
    synchronized void opened(Statement statement) {
        if (!open.contains(statement)) {
            open.add(statement);
        }
    }

    /** A statement or its rows are being closed; {@link #closed} follows. */
    synchronized void closing(Statement statement) {
        calls.add(statement);
        notifyAll();
    }

    synchronized void closed(Statement statement) {
        open.remove(statement);
        end(statement);
    }

    /** All rows have been read. */
    synchronized void readToEnd(Statement statement) {
        open.remove(statement);
        notifyAll();
        awaitCancel(statement);
    }

    /** Those that have rows to be read. */
    synchronized List<Statement> open() {
        return List.copyOf(open);
    }

    /** The connection is given back: waits for a cancel that is under way; none begins any more. */
    synchronized void finish() {
        ended = true;
        owner = null;
        calls.clear();
        open.clear();
        notifyAll();
        awaitCancel(null);
    }

    /** Waits for the end of a cancel of this statement, or of any. */
    private void awaitCancel(@Nullable Statement statement) {
        long end = System.nanoTime() + CANCEL_NANOS;
        boolean interrupted = false;
        while (cancelling != null && (statement == null || cancelling == statement) && !hanging) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            hanging = left <= 0;
            try {
                wait(Math.max(1, left));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The request has expired: cancels what runs, on the calling thread, and again what does not end of it.
     *
     * @param first called before, if anything runs
     * @throws SQLException what the last cancel that failed threw
     */
    void cancel(CommitFence expired, Runnable first, Canceller canceller) throws SQLException {
        Set<Statement> taken = take(expired);
        if (taken.isEmpty()) {
            return;
        }
        first.run();
        SQLException failure = null;
        long pause = FIRST_PAUSE_MILLIS;
        boolean again = false;
        while (!taken.isEmpty()) {
            for (Statement statement : taken) {
                failure = cancel(statement, again, canceller, failure);
            }
            taken = stillRunning(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            again = true;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized Set<Statement> take(CommitFence expired) {
        if (owner != expired) {
            return Set.of();
        }
        ended = true;
        Set<Statement> taken = new LinkedHashSet<>(calls);
        taken.addAll(open);
        return taken;
    }

    private @Nullable SQLException cancel(
            Statement statement, boolean again, Canceller canceller, @Nullable SQLException before) {
        synchronized (this) {
            if (!calls.contains(statement) && !open.contains(statement)) {
                return before;
            }
            cancelling = statement;
            cancelled = true;
        }
        try {
            canceller.cancel(statement, again);
            return before;
        } catch (SQLException e) {
            return e;
        } finally {
            synchronized (this) {
                cancelling = null;
                notifyAll();
            }
        }
    }

    /**
     * The statements a call of which has not ended after this time. Waits for a call of those that only have rows open: to
     * close these may mean to read all that is left.
     */
    private synchronized Set<Statement> stillRunning(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while ((calls.isEmpty() && !open.isEmpty()) || (!calls.isEmpty() && left > 0)) {
            try {
                wait(calls.isEmpty() ? LONGEST_PAUSE_MILLIS : Math.max(1, left));
            } catch (InterruptedException e) {
                return Set.of(); // the watchdog is closed
            }
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return new LinkedHashSet<>(calls);
    }

    /** Whether a statement was cancelled, so that the connection has to be probed before another request has it. */
    synchronized boolean wasCancelled() {
        return cancelled;
    }

    /** Whether a cancel did not return in time, and may reach whoever has the connection next. */
    synchronized boolean isHanging() {
        return hanging;
    }
}
