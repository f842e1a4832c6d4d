package dev.curfew.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** What drivers and pools want in ways of their own. */
final class DriverCalls {

    private DriverCalls() {}

    /** By the beginning of the connection's class: the method that cancels whatever runs on it. */
    private static final Map<String, String> CANCELS =
            Map.of("org.postgresql.", "cancelQuery", "org.mariadb.jdbc.", "cancelCurrentQuery");

    /**
     * Cancels whatever runs on the connection, where {@code Statement.cancel()} may do nothing: that of PostgreSQL cancels
     * once, and no fetch; that of MariaDB not the reading of rows that are left when they are closed.
     */
    static void cancelAll(Connection connection) throws SQLException {
        Connection physical = connection.unwrap(Connection.class);
        String type = physical.getClass().getName();
        for (Map.Entry<String, String> cancel : CANCELS.entrySet()) {
            if (type.startsWith(cancel.getKey())) {
                call(physical, cancel.getValue());
            }
        }
    }

    private static void call(Connection physical, String method) throws SQLException {
        try {
            physical.getClass().getMethod(method).invoke(physical);
        } catch (InvocationTargetException e) {
            throw new SQLException(method + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new SQLException("This driver's connection cannot be cancelled", e);
        }
    }

    /** Whether the driver lets a transaction begin together with its first statement. */
    static boolean opensWithFirstStatement(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL"); // whatever is wrapped around it
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
