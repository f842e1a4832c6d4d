package dev.curfew.db;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.p6spy.engine.spy.P6DataSource;
import dev.curfew.CommitState;
import dev.curfew.TimeoutPolicy;
import dev.curfew.jdbc.GuardedDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that unwrap in ways of their own. */
class PoolsIT {

    private static final TimeoutPolicy BOTH = App.policy(1_000, ABORT, CANCEL);

    private static BasicDataSource dbcp(Database database) {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(database.url());
        pool.setMaxTotal(1);
        return pool;
    }

    private static org.apache.tomcat.jdbc.pool.DataSource tomcat(Database database) {
        PoolProperties properties = new PoolProperties();
        properties.setUrl(database.url());
        properties.setMaxActive(1);
        properties.setInitialSize(1);
        return new org.apache.tomcat.jdbc.pool.DataSource(properties);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void dbcpCancelsTheReadingOfRows(Database database) throws Exception {
        try (BasicDataSource pool = dbcp(database)) {
            cancelsTheReadingOfRows(database, pool);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void p6spyCancelsTheReadingOfRows(Database database) throws Exception {
        try (BasicDataSource pool = dbcp(database)) {
            cancelsTheReadingOfRows(database, new P6DataSource(pool));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void tomcatCancelsTheReadingOfRows(Database database) throws Exception {
        org.apache.tomcat.jdbc.pool.DataSource pool = tomcat(database);
        cancelsTheReadingOfRows(database, pool);
        pool.close();
    }

    /** What {@code Statement.cancel()} does not end: a fetch (PostgreSQL), and reading what is left (MariaDB). */
    private static void cancelsTheReadingOfRows(Database database, DataSource pool) throws Exception {
        boolean closes = database == Database.MARIADB;
        String many = closes
                ? "select seq from seq_1_to_2000000000"
                : "select case when n > 100 then cast(pg_sleep(60) as text) end from generate_series(1, 1000) n";
        try (App app = new App(database, 1)) {
            DataSource guarded = GuardedDataSource.of(pool);
            guarded.getConnection().close();
            long begin = System.nanoTime();
            WebClient client = app.request(BOTH, () -> {
                try (Connection connection = guarded.getConnection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.setFetchSize(100);
                    ResultSet rows = statement.executeQuery(many);
                    while (rows.next() && !closes) {
                        assertThat(rows.getRow()).isLessThanOrEqualTo(100);
                    }
                    rows.close();
                }
            });
            long millis = (System.nanoTime() - begin) / 1_000_000;
            System.out.println(database + " ended after " + millis + " ms");
            assertThat(millis).as("not to the end of the rows").isLessThan(20_000);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            try (Connection next = guarded.getConnection()) {
                assertThat(Database.count(next, "select 1")).isEqualTo(1);
            }
        }
    }

    @EachDatabase
    void dbcpThrowsAConnectionAwayThatIsNotUsableAnyMore(Database database) throws Exception {
        try (BasicDataSource pool = dbcp(database)) {
            throwsAway(database, pool);
            assertThat(pool.getNumActive()).isZero();
        }
    }

    @EachDatabase
    void tomcatThrowsAConnectionAwayThatIsNotUsableAnyMore(Database database) throws Exception {
        org.apache.tomcat.jdbc.pool.DataSource pool = tomcat(database);
        throwsAway(database, pool);
        assertThat(pool.getActive()).isZero();
        pool.close();
    }

    /** That of H2 does not abort, and the pool does not know its errors. */
    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void hikariThrowsAConnectionAwayThatIsNotUsableAnyMore(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            throwsAway(database, app.pool);
            assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    private static void throwsAway(Database database, DataSource pool) throws Exception {
        String session = switch (database) {
            case H2 -> "select session_id()";
            case POSTGRESQL -> "select pg_backend_pid()";
            case MARIADB -> "select connection_id()";
        };
        List<Long> sessions = new ArrayList<>();
        try (App app = new App(database, 1)) {
            pool.getConnection().close();
            DataSource guarded = GuardedDataSource.of(failingItsProbe(DataSource.class, pool));
            WebClient client = app.request(BOTH, () -> {
                try (Connection connection = guarded.getConnection();
                        Statement statement = connection.createStatement()) {
                    sessions.add(Database.count(connection, session));
                    assertThat(catchThrowable(() -> statement.execute(database.slow("evicted"))))
                            .isInstanceOf(SQLException.class);
                }
            });
            assertThat(client.failure).isNull();
            try (Connection next = pool.getConnection()) {
                sessions.add(Database.count(next, session));
            }
        }
        assertThat(sessions).doesNotHaveDuplicates().hasSize(2);
    }

    /** The same, whose connections never answer a probe. */
    private static <T> T failingItsProbe(Class<T> type, T real) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            try {
                Object result = method.invoke(real, args);
                return switch (method.getName()) {
                    case "isValid" -> false;
                    case "getConnection" -> failingItsProbe(Connection.class, (Connection) result);
                    default -> result;
                };
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        return type.cast(proxy);
    }
}
