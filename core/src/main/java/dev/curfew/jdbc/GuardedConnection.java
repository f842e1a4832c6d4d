package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import dev.curfew.CommitResult;
import dev.curfew.Deadline;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection that belongs to the request that it was obtained in. One that was obtained outside a request, or whose
 * request has completed, belongs to the one that the calling thread works for. An expired request keeps what was obtained
 * in it, until another request uses it: what its code still does is refused.
 */
final class GuardedConnection implements InvocationHandler {

    private static final int PROBE_SECONDS = 2;

    private final Connection raw;
    private final Connection proxy;
    private final boolean queryTimeout;
    private final boolean kept; // by the request that it was obtained in
    private final RunningStatements running = new RunningStatements(this::cancel);
    private final Transaction transaction;
    private volatile @Nullable CommitFence fence;
    private Deadline.@Nullable Registration registration;
    private boolean finished;

    GuardedConnection(Connection raw, @Nullable CommitFence fence, boolean queryTimeout) {
        this.raw = raw;
        this.queryTimeout = queryTimeout;
        this.kept = fence != null;
        this.transaction = new Transaction(raw);
        this.proxy = Calls.proxy(Connection.class, this);
        if (fence != null) {
            bind(fence);
        }
    }

    Connection proxy() {
        return proxy;
    }

    static boolean isProxy(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection) instanceof GuardedConnection;
    }

    RunningStatements running() {
        return running;
    }

    /** Whether the connection belongs to a request at this moment. */
    boolean isOwned() {
        return fence != null;
    }

    private void bind(CommitFence next) {
        running.renew(next);
        fence = next;
        registration = next.deadline().onExpiry(() -> cancel(next));
    }

    /** The request has completed, and nothing of it is left to the next one. */
    private void release(CommitFence last) throws SQLException {
        running.renew(null);
        if (last.refusesCommits()) {
            transaction.rollBackLeftOver(); // whoever waited for that request was told of it
        }
        if (registration != null) {
            registration.close();
        }
        fence = null;
    }

    private void cancel(CommitFence expired) {
        try {
            running.cancel(expired, () -> expired.note("cancelled a statement"));
        } catch (SQLException e) {
            throw new IllegalStateException("A statement could not be cancelled", e);
        }
    }

    private void cancel(Statement statement, boolean again) throws SQLException {
        try {
            statement.cancel();
        } catch (SQLException e) {
            if (!statement.isClosed()) { // it was just being closed
                throw e;
            }
        }
        if (again) {
            DriverCalls.cancelAll(raw);
        }
    }

    /** The fence of the request that the connection belongs to. */
    @Nullable
    CommitFence fence() throws SQLException {
        CommitFence own = fence;
        if (!finished && (own == null || own.isOver())) {
            CommitFence current = CommitFence.current();
            boolean another = current != null && !isOf(current, own);
            if (own != null && (another || !own.refusesCommits() || (current == null && !kept))) {
                release(own);
            }
            if (current != null && another) {
                bind(current);
            }
        }
        return fence;
    }

    /** Work that another thread does may outlive its expired request. */
    private static boolean isOf(CommitFence current, @Nullable CommitFence own) {
        return own != null
                && current.deadline().requestId().equals(own.deadline().requestId());
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args) throws Throwable {
        switch (method.getName()) {
            case "commit" -> {
                transaction.commit(fence(), raw::commit);
                return null;
            }
            case "setAutoCommit" -> {
                transaction.setAutoCommit(fence(), args != null && (Boolean) args[0]);
                return null;
            }
            case "setTransactionIsolation" -> {
                transaction.setIsolation(fence(), args == null ? Connection.TRANSACTION_NONE : (Integer) args[0]);
                return null;
            }
            case "rollback" -> {
                Calls.pass(raw, method, args);
                transaction.rolledBack(args != null);
                return null;
            }
            case "close" -> {
                close();
                return null;
            }
            default -> {
                Object result = Calls.passObjectMethods(self, raw, method, args);
                return result instanceof Statement statement ? guard(statement, args) : result;
            }
        }
    }

    private Statement guard(Statement statement, Object @Nullable [] args) {
        SqlKind kind = args != null && args[0] instanceof String sql ? SqlKind.of(sql) : SqlKind.OTHER;
        Class<? extends Statement> type = statement instanceof CallableStatement
                ? CallableStatement.class
                : statement instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return new GuardedStatement(this, statement, type, kind, queryTimeout).proxy();
    }

    /** Runs what a statement does, so that it is cancelled at the deadline, and fenced where it commits. */
    @Nullable
    Object run(Statement statement, SqlKind kind, Calls.Call call) throws Throwable {
        CommitFence own = fence();
        if (own == null || kind == SqlKind.ROLLBACK) {
            transaction.begins(kind);
            Object value = call.call();
            transaction.ran(kind);
            return value;
        }
        Refusal.unlessWanted(own);
        if (!transaction.commits(kind)) {
            if (own.deadline().cancels()) {
                transaction.open(kind);
            }
            transaction.begins(kind);
            Object value = run(statement, own, call);
            transaction.ran(kind);
            return value;
        }
        return runCommitting(statement, kind, own, call);
    }

    private @Nullable Object runCommitting(Statement statement, SqlKind kind, CommitFence own, Calls.Call call)
            throws Throwable {
        CommitFence.Commit commit = begin(kind, own);
        if (commit == null) {
            throw transaction.refused(own);
        }
        CommitResult result = CommitResult.UNKNOWN;
        try {
            Object value = run(statement, own, call);
            result = CommitResult.COMMITTED;
            transaction.ran(kind);
            return value;
        } catch (SQLException e) {
            result = transaction.resultOf(e, kind);
            throw e;
        } finally {
            commit.end(result);
        }
    }

    private static CommitFence.@Nullable Commit begin(SqlKind kind, CommitFence own) {
        if (kind == SqlKind.COMMIT || kind == SqlKind.SETTING || kind == SqlKind.AUTO_COMMIT) {
            return own.beginCommit();
        }
        return kind.isGuess() ? own.beginUncertainWrite() : own.beginWrite();
    }

    private @Nullable Object run(Statement statement, CommitFence own, Calls.Call call) throws Throwable {
        running.begin(statement, own);
        try {
            return call.call();
        } finally {
            running.end(statement);
        }
    }

    /** Closes a statement or its rows, which may mean to read all that is left of them: that can be cancelled, too. */
    @Nullable
    Object close(Statement statement, Calls.Call call) throws Throwable {
        running.closing(statement);
        try {
            return call.call();
        } finally {
            running.closed(statement);
        }
    }

    private void close(Statement statement) throws SQLException {
        running.closing(statement);
        try {
            statement.close();
        } finally {
            running.closed(statement);
        }
    }

    private void close() throws SQLException {
        try {
            if (!finished) {
                finished = true;
                finish();
            }
        } finally {
            raw.close();
            fence = null;
        }
    }

    /** Closes what is open while it can be cancelled still; then nothing of a cancel reaches the connection any more. */
    private void finish() throws SQLException {
        CommitFence own = fence;
        try {
            for (Statement statement : running.open()) {
                close(statement);
            }
            if (own != null) {
                transaction.leave(own);
            }
        } finally {
            running.finish();
            if (registration != null) {
                registration.close();
            }
            if (running.isHanging() || (running.wasCancelled() && !transaction.isUsable(PROBE_SECONDS))) {
                DriverCalls.evict(raw);
            }
        }
    }
}
