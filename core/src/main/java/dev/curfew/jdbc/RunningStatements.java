package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs on one connection, and its cancelling. A statement runs while a call of it does, and while rows of it are
 * open, which the database may still be sending. It either ends before a cancel of it begins, and is not cancelled; or its
 * end waits for that {@code cancel()} to return, so that nothing of it reaches the next statement. Once cancelled, nothing
 * begins any more.
 *
 * <p>Calls are cancelled until they end. Open rows are cancelled once, as nobody knows when their reader comes back: it may
 * not fetch any more, and if it closes them, which may mean to read all that is left, that call is cancelled like any.
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

    private final Canceller canceller;

    // Guarded by this.
    private @Nullable CommitFence owner;
    private final List<Statement> calls = new ArrayList<>(1);
    private final List<Statement> open = new ArrayList<>(1);
    private @Nullable Statement cancelling;
    private boolean ended;
    private boolean expired;
    private boolean watched; // by a thread that cancels calls until they end
    private boolean cancelled;
    private boolean hanging;

    RunningStatements(Canceller canceller) {
        this.canceller = canceller;
    }

    /** The connection works for this request now; nothing that the last one's expiry began reaches it. */
    synchronized void renew(@Nullable CommitFence next) {
        owner = next;
        ended = false;
        endWatch();
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
        if (expired && !watched && open.contains(statement)) {
            Thread watch = new Thread(null, this::watchClose, "curfew-cancel-close", 0, false);
            watch.setDaemon(true);
            watch.start();
            watched = true;
        }
        calls.add(statement);
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
        endWatch();
    }

    private void endWatch() {
        expired = false;
        notifyAll();
        awaitEnd(() -> watched);
    }

    private void awaitCancel(Statement statement) {
        awaitEnd(() -> cancelling == statement);
    }

    /** Waits until this is over; not for a driver that hangs. */
    private void awaitEnd(BooleanSupplier underWay) {
        long end = System.nanoTime() + CANCEL_NANOS;
        boolean interrupted = false;
        while (underWay.getAsBoolean() && !hanging) {
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
    void cancel(CommitFence ofRequest, Runnable first) throws SQLException {
        Set<Statement> taken = take(ofRequest);
        if (!taken.isEmpty()) {
            first.run();
            watch(taken);
        }
    }

    private void watchClose() {
        try {
            watch(Set.of());
        } catch (SQLException e) {
            // whoever closes sees what becomes of it
        }
    }

    /** Cancels these, and then, until no call runs any more, those of which one does. */
    private void watch(Set<Statement> these) throws SQLException {
        Set<Statement> taken = these;
        SQLException failure = null;
        long pause = FIRST_PAUSE_MILLIS;
        boolean again = false;
        do {
            for (Statement statement : taken) {
                failure = cancel(statement, again, failure);
            }
            taken = stillRunning(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
            again = true;
        } while (!taken.isEmpty());
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized Set<Statement> take(CommitFence ofRequest) {
        if (owner != ofRequest) {
            return Set.of();
        }
        ended = true;
        expired = true;
        Set<Statement> taken = new LinkedHashSet<>(calls);
        taken.addAll(open);
        watched = !taken.isEmpty();
        return taken;
    }

    private @Nullable SQLException cancel(Statement statement, boolean again, @Nullable SQLException before) {
        synchronized (this) {
            if (!expired || (!calls.contains(statement) && !open.contains(statement))) {
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
        } catch (RuntimeException e) {
            return new SQLException("Its driver failed", e);
        } finally {
            synchronized (this) {
                cancelling = null;
                notifyAll();
            }
        }
    }

    /** The statements a call of which has not ended after this time; if there are none, the watch ends. */
    private synchronized Set<Statement> stillRunning(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        try {
            while (expired && !calls.isEmpty() && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            watched = expired && !calls.isEmpty();
        } catch (InterruptedException e) {
            watched = false; // the watchdog is closed
        }
        notifyAll();
        return watched ? new LinkedHashSet<>(calls) : Set.of();
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
