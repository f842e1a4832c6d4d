package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import dev.curfew.CommitResult;
import dev.curfew.Deadline;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection that belongs to the request that it was obtained in. One that was obtained outside a request, or whose
 * request has completed, belongs to the one that the calling thread works for.
 */
final class GuardedConnection implements InvocationHandler {

    private static final int PROBE_SECONDS = 2;

    private final Connection raw;
    private final Connection proxy;
    private final boolean queryTimeout;
    private final RunningStatements running = new RunningStatements();
    private volatile @Nullable CommitFence fence;
    private Deadline.@Nullable Registration registration;
    private boolean wrote; // in the transaction that is open

    GuardedConnection(Connection raw, @Nullable CommitFence fence, boolean queryTimeout) {
        this.raw = raw;
        this.queryTimeout = queryTimeout;
        this.proxy = Calls.proxy(Connection.class, this);
        if (fence != null) {
            bind(fence);
        }
    }

    Connection proxy() {
        return proxy;
    }

    private void bind(CommitFence next) {
        if (registration != null) {
            registration.close();
        }
        running.renew();
        fence = next;
        registration = next.deadline().onExpiry(() -> cancel(next));
    }

    private void cancel(CommitFence expired) {
        if (expired != fence) {
            return;
        }
        try {
            running.cancel(() -> expired.note("cancelled a statement"));
        } catch (SQLException e) {
            throw new IllegalStateException("A statement could not be cancelled", e);
        }
    }

    /** The fence of the request that the connection belongs to. */
    @Nullable
    CommitFence fence() {
        CommitFence own = fence;
        if (own == null || own.isOver()) {
            CommitFence current = CommitFence.current();
            if (current != null) {
                bind(current);
            }
        }
        return fence;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args) throws Throwable {
        switch (method.getName()) {
            case "commit" -> {
                commit(raw::commit);
                return null;
            }
            case "setAutoCommit" -> {
                setAutoCommit(args != null && (Boolean) args[0]);
                return null;
            }
            case "close" -> {
                close();
                return null;
            }
            case "rollback" -> {
                Calls.pass(raw, method, args);
                wrote &= args != null; // to a savepoint: what came before it is still there
                return null;
            }
            default -> {
                Object result = Calls.passObjectMethods(self, raw, method, args);
                return result instanceof Statement statement ? guard(statement, args) : result;
            }
        }
    }

    private Statement guard(Statement statement, Object @Nullable [] args) {
        SqlKind kind = args != null && args[0] instanceof String sql ? SqlKind.of(sql) : SqlKind.WRITE;
        Class<? extends Statement> type = statement instanceof CallableStatement
                ? CallableStatement.class
                : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return new GuardedStatement(this, statement, type, kind, queryTimeout).proxy();
    }

    // ---- statements

    RunningStatements running() {
        return running;
    }

    /** Closes a statement or its rows, which may mean to read all that is left of them: that can be cancelled, too. */
    @Nullable
    Object close(Statement statement, Calls.Call call) throws Throwable {
        try {
            return call.call();
        } finally {
            running.closed(statement);
        }
    }

    /** Runs what a statement does, so that it is cancelled at the deadline, and fenced where it commits. */
    @Nullable
    Object run(Statement statement, SqlKind kind, Calls.Call call) throws Throwable {
        CommitFence own = fence();
        if (own == null || kind == SqlKind.ROLLBACK) {
            wrote |= kind == SqlKind.WRITE || kind == SqlKind.SCHEMA;
            return call.call();
        }
        Refusal.unlessWanted(own);
        CommitFence.Commit commit = null;
        if (commits(kind)) {
            commit = kind == SqlKind.COMMIT ? own.beginCommit() : own.beginWrite();
            if (commit == null) {
                throw refused(own);
            }
        }
        wrote |= kind != SqlKind.READ && commit == null;
        return run(statement, own, commit, call);
    }

    private @Nullable Object run(
            Statement statement, CommitFence own, CommitFence.@Nullable Commit commit, Calls.Call call)
            throws Throwable {
        CommitResult result = CommitResult.NOTHING;
        try {
            running.begin(statement, own);
            result = CommitResult.UNKNOWN;
            try {
                Object value = call.call();
                result = CommitResult.COMMITTED;
                return value;
            } finally {
                running.end(statement);
            }
        } catch (SQLException e) {
            result = result == CommitResult.NOTHING ? result : CommitFailure.resultOf(e);
            throw e;
        } finally {
            if (commit != null) {
                commit.end(result);
            }
        }
    }

    private boolean commits(SqlKind kind) throws SQLException {
        return switch (kind) {
            case COMMIT -> true;
            case WRITE -> raw.getAutoCommit();
            case SCHEMA -> raw.getAutoCommit() || raw.getMetaData().dataDefinitionCausesTransactionCommit();
            case READ, ROLLBACK -> false;
        };
    }

    // ---- the end of a transaction

    private interface Ending {

        void run() throws SQLException;
    }

    private void commit(Ending ending) throws SQLException {
        CommitFence own = fence();
        if (own == null) {
            ending.run();
            wrote = false;
            return;
        }
        CommitFence.Commit commit = own.beginCommit();
        if (commit == null) {
            throw refused(own);
        }
        CommitResult result = CommitResult.UNKNOWN;
        try {
            ending.run();
            result = wrote ? CommitResult.COMMITTED : CommitResult.NOTHING;
            wrote = false;
        } catch (SQLException e) {
            result = wrote ? CommitFailure.resultOf(e) : CommitResult.NOTHING;
            throw e;
        } finally {
            commit.end(result);
        }
    }

    /** Rolls back what must not be committed. */
    private SQLException refused(CommitFence own) {
        SQLException refusal = Refusal.of(own, "nothing more is committed", null);
        try {
            rollBack();
        } catch (SQLException e) {
            refusal.addSuppressed(e);
        }
        return refusal;
    }

    private void rollBack() throws SQLException {
        try {
            if (!raw.getAutoCommit()) {
                raw.rollback();
            }
            wrote = false;
        } catch (SQLException e) {
            evict(); // or else its owner may commit what is left when it resets it
            throw e;
        }
    }

    /** Leaving a transaction by this commits it. */
    private void setAutoCommit(boolean autoCommit) throws SQLException {
        if (autoCommit && wrote && !raw.getAutoCommit()) {
            commit(() -> raw.setAutoCommit(true));
        } else {
            raw.setAutoCommit(autoCommit);
        }
    }

    private void close() throws SQLException {
        if (raw.isClosed()) {
            return;
        }
        if (registration != null) {
            registration.close();
        }
        CommitFence own = fence;
        if (own != null && own.refusesCommits() && wrote) {
            rollBack(); // some databases commit what is open
        }
        if (running.isHanging() || (running.wasCancelled() && !isUsable())) {
            evict();
        }
        raw.close();
    }

    /** Whether nothing of the cancelling reaches whoever has the connection next. */
    private boolean isUsable() {
        try {
            rollBack();
            return raw.isValid(PROBE_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Makes its pool throw the connection away: ends it, and lets the pool see it fail. */
    private void evict() {
        try {
            raw.abort(Runnable::run);
            try (Statement statement = raw.createStatement()) {
                statement.execute("select 1");
            }
        } catch (SQLException e) {
            // as it should
        }
    }
}
