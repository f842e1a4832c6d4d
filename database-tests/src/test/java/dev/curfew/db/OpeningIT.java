package dev.curfew.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.jdbc.GuardedDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * PostgreSQL's driver sends the beginning of a transaction together with its first statement. A cancel that ends the
 * beginning alone would leave that statement outside of the transaction, and committed.
 */
class OpeningIT {

    private final List<String> executed = new ArrayList<>();

    @EachDatabase
    void theTransactionIsOpenBeforeItsFirstWriteCanBeCancelled(Database database) throws Exception {
        run(database, TimeoutAction.CANCEL);
        if (database == Database.POSTGRESQL) {
            assertThat(executed).containsExactly("", "insert", "insert", "select", "insert", "", "insert");
        } else {
            assertThat(executed).containsExactly("insert", "insert", "select", "insert", "insert");
        }
    }

    @EachDatabase
    void whereNothingIsCancelledNothingIsAdded(Database database) throws Exception {
        run(database, TimeoutAction.LOG);
        assertThat(executed).containsExactly("insert", "insert", "select", "insert", "insert");
    }

    private void run(Database database, TimeoutAction action) throws Exception {
        try (App app = new App(database, 1)) {
            app.table("numbers", "n int");
            DataSource guarded = GuardedDataSource.of(recording(DataSource.class, app.pool));
            app.request(App.policy(20_000, action), () -> {
                try (Connection connection = guarded.getConnection()) {
                    connection.setAutoCommit(false);
                    insert(connection);
                    insert(connection);
                    connection.commit();
                    try (Statement statement = connection.createStatement()) {
                        statement.executeQuery("select n from numbers").close();
                    }
                    insert(connection); // in the transaction that the query has opened
                    connection.rollback();
                    insert(connection);
                    connection.commit();
                }
            });
            assertThat(app.count("numbers")).isEqualTo(3);
        }
    }

    private static void insert(Connection connection) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("insert into numbers values (?)")) {
            statement.setInt(1, 1);
            statement.executeUpdate();
        }
    }

    /** The same, which keeps what is executed. */
    private <T> T recording(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, args) -> record(type, real, method, args);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object record(Class<?> type, Object real, Method method, Object[] args) throws Throwable {
        if (method.getName().startsWith("execute")) {
            boolean prepared = args == null;
            String sql = prepared ? "insert" : (String) args[0];
            executed.add(sql.isEmpty() ? sql : sql.substring(0, 6));
        }
        try {
            Object result = method.invoke(real, args);
            if (method.getName().equals("unwrap")) {
                return result;
            }
            return switch (method.getReturnType().getSimpleName()) {
                case "Connection" ->
                    type == Connection.class ? result : recording(Connection.class, (Connection) result);
                case "Statement" -> recording(Statement.class, (Statement) result);
                case "PreparedStatement" -> recording(PreparedStatement.class, (PreparedStatement) result);
                default -> result;
            };
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
