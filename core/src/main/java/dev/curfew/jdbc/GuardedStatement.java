package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A statement that is cancelled at the deadline of the request that its connection belongs to. */
final class GuardedStatement implements InvocationHandler {

    private final GuardedConnection connection;
    private final Statement raw;
    private final Statement proxy;
    private final SqlKind kind;
    private final boolean queryTimeout;
    private SqlKind batch = SqlKind.OTHER;

    GuardedStatement(
            GuardedConnection connection,
            Statement raw,
            Class<? extends Statement> type,
            SqlKind kind,
            boolean queryTimeout) {
        this.connection = connection;
        this.raw = raw;
        this.kind = kind;
        this.queryTimeout = queryTimeout;
        this.proxy = Calls.proxy(type, this);
    }

    Statement proxy() {
        return proxy;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args) throws Throwable {
        String name = method.getName();
        Object result;
        if (name.startsWith("execute")) {
            result = connection.run(raw, kindOf(name, args), capped(() -> Calls.pass(raw, method, args)));
        } else if (name.equals("getMoreResults")) {
            result = connection.run(raw, SqlKind.READ, () -> Calls.pass(raw, method, args));
        } else if (name.equals("getConnection")) {
            result = connection.proxy();
        } else if (name.equals("close")) {
            result = connection.close(raw, () -> Calls.pass(raw, method, args));
        } else {
            if (name.equals("addBatch") && args != null) {
                addToBatch((String) args[0]);
            }
            result = Calls.passObjectMethods(self, raw, method, args);
        }
        return result instanceof ResultSet rows ? guard(rows) : result;
    }

    private ResultSet guard(ResultSet rows) {
        if (!connection.isOwned()) {
            return rows;
        }
        connection.running().opened(raw);
        return new GuardedResultSet(connection, this, raw, rows).proxy();
    }

    private SqlKind kindOf(String name, Object @Nullable [] args) {
        if (name.endsWith("Batch")) {
            SqlKind all = batch;
            batch = SqlKind.OTHER;
            return all;
        }
        SqlKind own = args != null && args[0] instanceof String sql ? SqlKind.of(sql) : kind;
        return name.endsWith("Update") ? own.and(SqlKind.WRITE) : own;
    }

    private void addToBatch(String sql) {
        SqlKind added = SqlKind.of(sql);
        batch = batch.and(added.compareTo(SqlKind.SETTING) < 0 ? added : SqlKind.COMMIT);
    }

    /** The call with a query timeout of what is left, if that is wanted. */
    private Calls.Call capped(Calls.Call call) throws SQLException {
        CommitFence fence = queryTimeout ? connection.fence() : null;
        if (fence == null || !fence.deadline().cancels()) {
            return call;
        }
        return () -> {
            int own = raw.getQueryTimeout();
            int left = seconds(fence.deadline().remaining());
            if (own != 0 && own <= left) {
                return call.call();
            }
            raw.setQueryTimeout(left);
            try {
                return call.call();
            } finally {
                restore(own);
            }
        };
    }

    /** What fails here must not take the place of what the statement did. */
    private void restore(int own) {
        try {
            raw.setQueryTimeout(own);
        } catch (SQLException e) {
            // it is closed, and so is its timeout
        }
    }

    private static int seconds(Duration left) {
        return (int) Math.min(Integer.MAX_VALUE, left.toSeconds() + 1);
    }
}
