package dev.curfew.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What drivers and pools want in ways of their own. */
final class DriverCalls {

    /** A driver's or a pool's own type, which wrappers unwrap to, and what is called of it. */
    private record Vendor(
            String type, String method, @Nullable Boolean argument) {

        void call(Object target, Class<?> loaded) throws ReflectiveOperationException {
            if (argument == null) {
                loaded.getMethod(method).invoke(target);
            } else {
                loaded.getMethod(method, boolean.class).invoke(target, argument);
            }
        }
    }

    private static final List<Vendor> CANCELS = List.of(
            new Vendor("org.postgresql.PGConnection", "cancelQuery", null),
            new Vendor("org.mariadb.jdbc.Connection", "cancelCurrentQuery", null));

    private static final List<Vendor> DISCARDS =
            List.of(new Vendor("org.apache.tomcat.jdbc.pool.PooledConnection", "setDiscarded", true));

    /** Of drivers that do not abort. */
    private static final List<Vendor> CLOSES = List.of(new Vendor("org.h2.jdbc.JdbcConnection", "close", null));

    private DriverCalls() {}

    /**
     * Cancels whatever runs on the connection, where {@code Statement.cancel()} may do nothing: that of PostgreSQL cancels
     * once, and no fetch; that of MariaDB not the reading of rows that are left when they are closed.
     */
    static void cancelAll(Connection connection) throws SQLException {
        call(connection, CANCELS);
    }

    /** Calls those whose type the connection is or wraps. */
    private static void call(Connection connection, List<Vendor> vendors) throws SQLException {
        for (Vendor vendor : vendors) {
            Class<?> type = load(vendor.type, connection);
            Object target = type == null ? null : unwrap(connection, type);
            if (type != null && target != null) {
                call(target, type, vendor);
            }
        }
    }

    /** Not {@code isWrapperFor} first: Tomcat's pool says no there, and unwraps all the same. */
    private static @Nullable Object unwrap(Connection connection, Class<?> type) {
        try {
            return connection.unwrap(type);
        } catch (SQLException e) {
            return null;
        }
    }

    private static void call(Object target, Class<?> type, Vendor vendor) throws SQLException {
        try {
            vendor.call(target, type);
        } catch (InvocationTargetException e) {
            throw new SQLException(vendor.method + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new SQLException(vendor.type + " has no " + vendor.method + " to be called", e);
        }
    }

    /** A driver may be known to the pool, to the app, or to us. */
    private static @Nullable Class<?> load(String type, Connection connection) {
        ClassLoader[] loaders = {
            connection.getClass().getClassLoader(),
            Thread.currentThread().getContextClassLoader(),
            DriverCalls.class.getClassLoader()
        };
        for (ClassLoader loader : loaders) {
            try {
                return Class.forName(type, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // the next one may
            }
        }
        return null;
    }

    /** Whether the driver lets a transaction begin together with its first statement. */
    static boolean opensWithFirstStatement(Connection connection) throws SQLException {
        return product(connection).equals("PostgreSQL");
    }

    /** Whether the database, which commits for a change of the schema, does not for one of a temporary table. */
    static boolean keepsTransactionForTemporaryTables(Connection connection) throws SQLException {
        return Set.of("MariaDB", "MySQL").contains(product(connection));
    }

    /** Whether to set the isolation level commits the transaction that is open. */
    static boolean commitsForIsolation(Connection connection) throws SQLException {
        return product(connection).equals("H2");
    }

    /** The database, whatever is wrapped around the connection. */
    private static String product(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName();
    }

    /** Makes its pool throw the connection away: ends it, and lets the pool see it fail. */
    static void evict(Connection connection) {
        try {
            call(connection, DISCARDS); // first: it unwraps what is open only
            connection.abort(Runnable::run);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
            close(connection);
        } catch (SQLException e) {
            // as it should
        }
    }

    /** Closes the driver's own, which has not aborted; a wrapper would give it back to the pool. */
    private static void close(Connection connection) throws SQLException {
        call(connection, CLOSES);
        Connection physical = connection.unwrap(Connection.class);
        if (physical != connection) {
            physical.close();
        }
    }
}
