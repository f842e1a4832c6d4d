package dev.curfew.db;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.curfew.CommitState;
import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.jdbc.GuardedDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What runs in the database ends with its request. */
class CancelIT {

    private static final long TIMEOUT = 500;
    private static final TimeoutPolicy CANCELLING = App.policy(TIMEOUT, ABORT, CANCEL);

    private void ends(Database database, SqlWork work) throws Exception {
        try (App app = new App(database, 1)) {
            app.table("numbers", "n int");
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicLong millis = new AtomicLong();
            long begin = System.nanoTime();
            WebClient client = app.request(App.policy(20_000, ABORT, CANCEL), () -> {
                try (Connection connection = app.guarded.getConnection()) {
                    Deadline.current().restart(Duration.ofMillis(TIMEOUT)); // now that there is something to do it with
                    thrown.set(catchThrowable(() -> work.run(connection)));
                    millis.set((System.nanoTime() - begin) / 1_000_000);
                }
            });
            System.out.println(database + " ended after " + millis + " ms: " + thrown);
            assertThat(thrown.get()).isInstanceOf(SQLException.class);
            assertThat(millis).hasValueGreaterThanOrEqualTo(TIMEOUT).hasValueLessThan(10_000);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            assertThat(app.expiry(client).note()).contains("cancelled a statement");
            try (Connection next = app.guarded.getConnection()) {
                assertThat(Database.count(next, "select count(*) from numbers")).isZero();
            }
            assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    interface SqlWork {

        void run(Connection connection) throws Exception;
    }

    @EachDatabase
    void statement(Database database) throws Exception {
        ends(database, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeQuery(database.slow("statement"));
            }
        });
    }

    @EachDatabase
    void preparedStatement(Database database) throws Exception {
        ends(database, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(database.slow("prepared"))) {
                statement.execute();
            }
        });
    }

    @EachDatabase
    void writeInATransaction(Database database) throws Exception {
        ends(database, connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("insert into numbers values (1)");
                statement.execute(database.slow("transaction"));
            }
        });
    }

    @EachDatabase
    void writeThatCommitsByItself(Database database) throws Exception {
        ends(database, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into numbers select 1 from (" + database.slow("write") + ") as t");
            }
        });
    }

    @EachDatabase
    void batch(Database database) throws Exception {
        ends(database, connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.addBatch("insert into numbers values (1)");
                statement.addBatch("insert into numbers select 1 from (" + database.slow("batch") + ") as t");
                statement.executeBatch();
            }
        });
    }

    @EachDatabase
    void rowsThatAreFetchedOneByOne(Database database) throws Exception {
        String many = switch (database) {
            case H2 -> "select a.x from system_range(1, 1000000) a, system_range(1, 1000000) b where a.x + b.x = 7";
            case POSTGRESQL ->
                "select 1 from generate_series(1, 2000) a, generate_series(1, 2000) b, generate_series(1, 2000) c";
            case MARIADB -> "select seq from seq_1_to_2000000000";
        };
        AtomicLong rows = new AtomicLong();
        long begin = System.nanoTime();
        try (App app = new App(database, 1)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            WebClient client = app.request(CANCELLING, () -> {
                try (Connection connection = app.guarded.getConnection()) {
                    connection.setAutoCommit(false);
                    thrown.set(catchThrowable(() -> readAll(connection, many, rows)));
                }
            });
            assertThat(thrown.get()).isInstanceOf(SQLException.class);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            System.out.println(database + " read " + rows + " rows");
            assertThat(System.nanoTime() - begin)
                    .as("to close does not read the rest")
                    .isLessThan(20_000_000_000L);
            try (Connection next = app.guarded.getConnection()) {
                assertThat(Database.count(next, "select 1")).isEqualTo(1);
            }
        }
    }

    /** A driver that fetches some rows at a time waits for each of them. */
    @EachDatabase
    void slowFetch(Database database) throws Exception {
        String slow = switch (database) {
            case H2 -> database.slow("fetch");
            case POSTGRESQL -> "select pg_sleep(0.05) from generate_series(1, 100000)";
            case MARIADB -> "select sleep(0.05) from seq_1_to_100000";
        };
        AtomicLong rows = new AtomicLong();
        ends(database, connection -> {
            connection.setAutoCommit(false);
            readAll(connection, slow, rows);
        });
    }

    private static void readAll(Connection connection, String query, AtomicLong count) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(100);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    count.incrementAndGet();
                }
            }
        }
    }

    @EachDatabase
    void nothingBeginsAfterTheDeadline(Database database) throws Exception {
        try (App app = new App(database, 2)) {
            AtomicReference<Throwable> statement = new AtomicReference<>();
            AtomicReference<Throwable> another = new AtomicReference<>();
            app.request(App.policy(60_000, ABORT, CANCEL), () -> {
                try (Connection connection = app.guarded.getConnection();
                        Statement one = connection.createStatement()) {
                    app.expire();
                    statement.set(catchThrowable(() -> one.execute("select 1")));
                    another.set(catchThrowable(app.guarded::getConnection));
                    connection.setAutoCommit(false);
                    connection.rollback(); // always possible
                }
            });
            assertThat(statement.get()).isInstanceOf(SQLTimeoutException.class).hasMessageContaining("ran past");
            assertThat(another.get()).isInstanceOf(SQLTimeoutException.class);
            assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @EachDatabase
    void waitingForAConnectionEnds(Database database) throws Exception {
        try (App app = new App(database, 1);
                Connection taken = app.pool.getConnection()) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            WebClient client = app.request(CANCELLING, () -> {
                thrown.set(catchThrowable(app.guarded::getConnection));
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
            assertThat(taken.isClosed()).isFalse();
            assertThat(client.failure).isNull();
            assertThat(thrown.get()).isInstanceOf(SQLTimeoutException.class);
            assertThat(app.expiry(client).note()).matches("waited \\d+ms for a connection");
        }
    }

    @EachDatabase
    void requestsOwnInterruptComesAfterTheOneThatEndsTheWait(Database database) throws Exception {
        try (App app = new App(database, 1);
                Connection taken = app.pool.getConnection()) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            app.request(App.policy(100, CANCEL, INTERRUPT), () -> {
                assertThat(catchThrowable(app.guarded::getConnection)).isInstanceOf(SQLTimeoutException.class);
                thrown.set(catchThrowable(() -> Thread.sleep(10_000)));
            });
            assertThat(taken.isClosed()).isFalse();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @EachDatabase
    void policyThatComesIntoForceLaterCancels(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = new WebClient();
            Throwable thrown;
            try (InFlightRequest request = app.watchdog.watch(
                            App.policy(60_000, TimeoutAction.LOG), RequestDescription.of("GET", "/later"), client);
                    Connection connection = app.guarded.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThat(request.apply(CANCELLING)).isTrue();
                thrown = catchThrowable(() -> statement.execute(database.slow("later")));
            }
            assertThat(thrown).isInstanceOf(SQLException.class);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
        }
    }

    @EachDatabase
    void otherPoliciesLeaveStatementsAlone(Database database) throws Exception {
        String second = switch (database) {
            case H2 -> "select count(*) from system_range(1, 3000) a, system_range(1, 3000) b where a.x + b.x = 0";
            case POSTGRESQL -> "select 1 from pg_sleep(0.5)";
            case MARIADB -> "select sleep(0.5) from dual";
        };
        for (TimeoutAction action : new TimeoutAction[] {TimeoutAction.LOG, ABORT}) {
            try (App app = new App(database, 1)) {
                WebClient client = app.request(App.policy(50, action), () -> {
                    try (Connection connection = app.guarded.getConnection();
                            Statement statement = connection.createStatement()) {
                        connection.setAutoCommit(false);
                        statement.execute(second);
                        app.expire();
                        statement.execute("select 1");
                    }
                });
                assertThat(client.failure).as(action.toString()).isNull();
                assertThat(app.expiry(client).note()).isNull();
            }
        }
    }

    @EachDatabase
    void interruptBesideCancelLeavesThePoolWhole(Database database) throws Exception {
        ExecutorService threads = VirtualThreads.exist() ? VirtualThreads.pool(1) : Executors.newSingleThreadExecutor();
        try (App app = new App(database, 1)) {
            for (int i = 0; i < 5; i++) {
                String tag = "both" + i;
                WebClient client = threads.submit(() -> app.request(App.policy(100, ABORT, CANCEL, INTERRUPT), () -> {
                            try (Connection connection = app.guarded.getConnection();
                                    Statement statement = connection.createStatement()) {
                                statement.execute(database.slow(tag));
                            }
                        }))
                        .get();
                assertThat(client.failure).isInstanceOf(SQLException.class);
                assertThat(client.committed).isEqualTo(CommitState.NONE);
                try (Connection next = app.guarded.getConnection()) {
                    assertThat(Database.count(next, "select 1")).isEqualTo(1);
                }
            }
            assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    @EachDatabase
    void queryTimeoutOfItsOwnIsRestored(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            AtomicLong restored = new AtomicLong(-1);
            app.request(App.policy(5_000, CANCEL), () -> {
                GuardedDataSource capped = GuardedDataSource.of(app.pool).withQueryTimeout();
                try (Connection connection = capped.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.setQueryTimeout(17);
                    statement.execute("select 1");
                    restored.set(statement.getQueryTimeout());
                }
            });
            assertThat(restored).hasValue(17);
        }
    }
}
