package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What runs on one connection, and its cancelling. A statement runs while a call of it does, and while rows of it are
 * open, which the database may still be sending. It either ends before its cancelling begins, and is not cancelled; or its
 * end waits for {@code cancel()} to return, so that nothing of it reaches the next statement. Once cancelled, nothing
 * begins any more.
 */
final class RunningStatements {

    /** How long a driver may take to cancel before its connection is given up. */
    private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(5);

    // Guarded by this.
    private final List<Statement> calls = new ArrayList<>(1);
    private final List<Statement> open = new ArrayList<>(1);
    private final Set<Statement> cancelling = new LinkedHashSet<>(0);
    private boolean ended;
    private boolean cancelled;
    private boolean hanging;

    /** The connection works for another request now. */
    synchronized void renew() {
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
        awaitCancel(statement);
    }

    /** The statement has rows to be read. */
    synchronized void opened(Statement statement) {
        if (!open.contains(statement)) {
            open.add(statement);
        }
    }

    /** No more rows are read. */
    synchronized void closed(Statement statement) {
        open.remove(statement);
        awaitCancel(statement);
    }

    private void awaitCancel(Statement statement) {
        long end = System.nanoTime() + CANCEL_NANOS;
        boolean interrupted = false;
        while (cancelling.contains(statement) && !hanging) {
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
     * The request has expired: cancels what runs, on the calling thread.
     *
     * @param first called before, if anything runs
     */
    void cancel(Runnable first) throws SQLException {
        Set<Statement> taken;
        synchronized (this) {
            ended = true;
            taken = new LinkedHashSet<>(calls);
            taken.addAll(open);
            cancelling.addAll(taken);
            cancelled |= !taken.isEmpty();
        }
        try {
            if (!taken.isEmpty()) {
                first.run();
            }
            for (Statement statement : taken) {
                statement.cancel();
            }
        } finally {
            synchronized (this) {
                cancelling.clear();
                notifyAll();
            }
        }
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
