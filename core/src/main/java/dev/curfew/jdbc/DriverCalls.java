package dev.curfew.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What drivers and pools want in ways of their own. */
final class DriverCalls {

    private DriverCalls() {}

    /**
     * Cancels whatever runs on the connection, where {@code Statement.cancel()} does nothing: that of PostgreSQL knows
     * nothing of fetches, and cancels once.
     */
    static void cancelAll(Connection connection) throws SQLException {
        Connection physical = connection.unwrap(Connection.class);
        if (!physical.getClass().getName().startsWith("org.postgresql.")) {
            return;
        }
        try {
            physical.getClass().getMethod("cancelQuery").invoke(physical);
        } catch (InvocationTargetException e) {
            throw new SQLException("cancelQuery failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new SQLException("This driver's connection cannot be cancelled", e);
        }
    }

    /** Makes its pool throw the connection away: ends it, and lets the pool see it fail. */
    static void evict(Connection connection) {
        try {
            connection.abort(Runnable::run);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
            connection.unwrap(Connection.class).close(); // its driver does not abort
        } catch (SQLException e) {
            // as it should
        }
    }
}
