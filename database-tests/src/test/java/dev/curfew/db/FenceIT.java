package dev.curfew.db;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutAction.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.curfew.CommitState;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a timed-out client is told of the commits is true. */
class FenceIT {

    private static final TimeoutPolicy BOTH = App.policy(60_000, ABORT, CANCEL);
    private static final TimeoutPolicy ABORTING = App.policy(60_000, ABORT);
    private static final TimeoutPolicy BOTH_SOON = App.policy(500, ABORT, CANCEL);

    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    /** A request that does this with a connection, and stays until it has expired. */
    private WebClient request(App app, TimeoutPolicy policy, SqlWork work) throws SQLException {
        app.table("numbers", "n int");
        return app.request(policy, () -> {
            try (Connection connection = app.guarded.getConnection();
                    Statement statement = connection.createStatement()) {
                work.run(connection, statement);
            }
        });
    }

    private interface SqlWork {

        void run(Connection connection, Statement statement) throws Exception;
    }

    private static void insert(Statement statement, int n) throws SQLException {
        statement.executeUpdate("insert into numbers values (" + n + ")");
    }

    @EachDatabase
    void committedBefore(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                connection.commit();
                insert(statement, 2);
                app.expire();
            });
            assertThat(client.committed).isEqualTo(CommitState.SOME);
            assertThat(app.count("numbers")).isEqualTo(1);
        }
    }

    @EachDatabase
    void commitIsRefusedAndRolledBack(Database database) throws Exception {
        for (TimeoutPolicy policy : new TimeoutPolicy[] {BOTH, ABORTING}) {
            try (App app = new App(database, 1)) {
                WebClient client = request(app, policy, (connection, statement) -> {
                    connection.setAutoCommit(false);
                    insert(statement, 1);
                    app.expire();
                    thrown.set(catchThrowable(connection::commit));
                    connection.setAutoCommit(true); // would commit what is left
                });
                assertThat(thrown.get()).isInstanceOf(SQLTimeoutException.class);
                assertThat(client.failure).isNull();
                assertThat(client.committed).isEqualTo(CommitState.NONE);
                assertThat(app.count("numbers")).isZero();
            }
        }
    }

    /** MariaDB and H2 go on with a transaction one of whose statements was cancelled. */
    @EachDatabase
    void halfOfTheWorkIsNotCommittedByCodeThatSwallowsTheException(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH_SOON, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                thrown.set(catchThrowable(() -> statement.execute(database.slow("swallowed"))));
                connection.commit();
            });
            assertThat(thrown.get()).isInstanceOf(SQLException.class);
            assertThat(client.failure).isInstanceOf(SQLTimeoutException.class);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            assertThat(app.count("numbers")).isZero();
        }
    }

    @EachDatabase
    void leavingTheTransactionByAutoCommitIsRefused(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                app.expire();
                connection.setAutoCommit(true);
            });
            assertThat(client.failure).isInstanceOf(SQLTimeoutException.class);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            assertThat(app.count("numbers")).isZero();
        }
    }

    @EachDatabase
    void commitAsAStatementIsRefused(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                app.expire();
                statement.execute("/* at last */ COMMIT");
            });
            assertThat(client.failure).isInstanceOf(SQLTimeoutException.class);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            assertThat(app.count("numbers")).isZero();
        }
    }

    @EachDatabase
    void writeThatCommittedByItselfIsSome(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH, (connection, statement) -> {
                insert(statement, 1);
                app.expire();
                thrown.set(catchThrowable(() -> insert(statement, 2)));
            });
            assertThat(thrown.get()).isInstanceOf(SQLTimeoutException.class);
            assertThat(client.committed).isEqualTo(CommitState.SOME);
            assertThat(app.count("numbers")).isEqualTo(1);
        }
    }

    /** It may be a read, and take its time: under abort alone nobody waits for its end. */
    @EachDatabase
    void queryThatMayWriteIsUnknownWhileItRuns(Database database) throws Exception {
        String slow = switch (database) {
            case H2 ->
                "select rand(1), count(*) from system_range(1, 12000) a, system_range(1, 12000) b where a.x + b.x = 0";
            case POSTGRESQL -> "select 1 from pg_sleep(2)";
            case MARIADB -> "select sleep(2) from dual";
        };
        try (App app = new App(database, 1)) {
            WebClient client = request(app, App.policy(500, ABORT), (connection, statement) -> statement.execute(slow));
            assertThat(client.failure).isNull();
            assertThat(client.committed).isEqualTo(CommitState.UNKNOWN);
        }
    }

    @EachDatabase
    void readsAreNone(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH, (connection, statement) -> {
                statement.executeQuery("select * from numbers").close();
                connection.setAutoCommit(false);
                statement.executeQuery("select * from numbers for update").close();
                connection.commit();
                app.expire();
            });
            assertThat(client.committed).isEqualTo(CommitState.NONE);
        }
    }

    @EachDatabase
    void whatWasRolledBackIsNone(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                connection.rollback();
                connection.commit();
                app.expire();
            });
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            assertThat(app.count("numbers")).isZero();
        }
    }

    @EachDatabase
    void whatStandsBeforeASavepointIsCommitted(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                Savepoint savepoint = connection.setSavepoint();
                insert(statement, 2);
                connection.rollback(savepoint);
                connection.commit();
                app.expire();
            });
            assertThat(client.committed).isEqualTo(CommitState.SOME);
            assertThat(app.count("numbers")).isEqualTo(1);
        }
    }

    /** PostgreSQL changes its schema in the transaction, the others commit. */
    @EachDatabase
    void schemaChangeIsWhatTheDatabaseMakesOfIt(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            app.sql("drop table if exists made");
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                connection.setAutoCommit(false);
                statement.execute("create table made (n int)");
                app.expire();
            });
            boolean transactional = database == Database.POSTGRESQL;
            assertThat(client.committed).isEqualTo(transactional ? CommitState.NONE : CommitState.SOME);
            assertThat(catchThrowable(() -> app.count("made")) != null).isEqualTo(transactional);
        }
    }

    /** MariaDB and H2 commit before they look whether they can make what they were asked for. */
    @EachDatabase
    void schemaChangeThatFailsMayHaveCommitted(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, BOTH, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                thrown.set(catchThrowable(() -> statement.execute("create table numbers (n int)")));
                connection.rollback();
                app.expire();
            });
            assertThat(thrown.get()).isInstanceOf(SQLException.class);
            boolean transactional = database == Database.POSTGRESQL;
            assertThat(client.committed).isEqualTo(transactional ? CommitState.NONE : CommitState.UNKNOWN);
            assertThat(app.count("numbers")).isEqualTo(transactional ? 0 : 1);
        }
    }

    @EachDatabase
    void writeAfterAStatementThatSwitchedAutoCommitOnIsSome(Database database) throws Exception {
        if (database == Database.POSTGRESQL) {
            return; // has no such statement
        }
        try (App app = new App(database, 1)) {
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                connection.setAutoCommit(false);
                statement.execute(database == Database.H2 ? "set autocommit true" : "set autocommit = 1");
                insert(statement, 1);
                app.expire();
            });
            assertThat(client.failure).isNull();
            assertThat(client.committed).isEqualTo(CommitState.SOME);
            assertThat(app.count("numbers")).isEqualTo(1);
        }
    }

    /** It commits on H2 alone. */
    @EachDatabase
    void temporaryTableIsWhatTheDatabaseMakesOfIt(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                statement.execute("create temporary table passing (n int)");
                connection.rollback();
                app.expire();
            });
            assertThat(client.failure).isNull();
            boolean commits = database == Database.H2;
            assertThat(client.committed).isEqualTo(commits ? CommitState.SOME : CommitState.NONE);
            assertThat(app.count("numbers")).isEqualTo(commits ? 1 : 0);
            app.sql("drop table if exists passing");
        }
    }

    /** Inside a transaction H2 commits it by this, PostgreSQL refuses it, and MariaDB keeps it for the next one. */
    @EachDatabase
    void isolationLevelIsWhatTheDatabaseMakesOfIt(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                connection.setAutoCommit(false);
                insert(statement, 1);
                thrown.set(
                        catchThrowable(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE)));
                connection.rollback();
                app.expire();
            });
            boolean commits = database == Database.H2;
            assertThat(thrown.get() != null).isEqualTo(database == Database.POSTGRESQL);
            assertThat(client.committed).isEqualTo(commits ? CommitState.SOME : CommitState.NONE);
            assertThat(app.count("numbers")).isEqualTo(commits ? 1 : 0);
        }
    }

    @Test
    void isolationLevelThatCommitsIsRefused() throws Exception {
        String statementText = "set session characteristics as transaction isolation level serializable";
        SqlWork[] ways = {
            (connection, statement) -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
            (connection, statement) -> statement.execute(statementText),
            (connection, statement) -> statement.execute("set autocommit true")
        };
        for (SqlWork way : ways) {
            try (App app = new App(Database.H2, 1)) {
                WebClient client = request(app, ABORTING, (connection, statement) -> {
                    connection.setAutoCommit(false);
                    insert(statement, 1);
                    app.expire();
                    way.run(connection, statement);
                });
                assertThat(client.failure).isInstanceOf(SQLTimeoutException.class);
                assertThat(client.committed).isEqualTo(CommitState.NONE);
                assertThat(app.count("numbers")).isZero();
            }
        }
    }

    /** MariaDB takes one at a time, and H2 does not cancel those after the first. */
    @Test
    void severalStatementsAtOnceMayHaveDoneAPart() throws Exception {
        try (App app = new App(Database.POSTGRESQL, 1)) {
            String both = "insert into numbers values (1); " + app.database.slow("several");
            WebClient client = request(app, BOTH_SOON, (connection, statement) -> statement.execute(both));
            assertThat(client.failure).isInstanceOf(SQLException.class);
            assertThat(client.committed).isEqualTo(CommitState.UNKNOWN);
        }
    }

    @EachDatabase
    void transactionThatAStatementBeganIsRolledBackToo(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            WebClient client = request(app, ABORTING, (connection, statement) -> {
                statement.execute(database == Database.H2 ? "set autocommit false" : "begin");
                insert(statement, 1);
                app.expire();
                thrown.set(catchThrowable(() -> statement.execute("commit")));
            });
            assertThat(thrown.get()).isInstanceOf(SQLTimeoutException.class);
            assertThat(client.committed).isEqualTo(CommitState.NONE);
            app.sql("insert into numbers values (2)");
            assertThat(app.count("numbers")).isEqualTo(1);
        }
    }

    @EachDatabase
    void anotherRequestDoesNotCommitWhatAnExpiredOneLeft(Database database) throws Exception {
        try (App app = new App(database, 2)) {
            AtomicReference<Connection> left = new AtomicReference<>();
            app.table("numbers", "n int");
            WebClient first = app.request(ABORTING, () -> {
                left.set(app.guarded.getConnection());
                left.get().setAutoCommit(false);
                try (Statement statement = left.get().createStatement()) {
                    insert(statement, 1);
                }
                app.expire();
            });
            WebClient second =
                    app.request(App.policy(20_000, ABORT), () -> left.get().commit());
            left.get().close();
            assertThat(first.committed).isEqualTo(CommitState.NONE);
            assertThat(second.answered).isTrue();
            assertThat(app.count("numbers")).isZero();
        }
    }

    @EachDatabase
    void unwrappingToAConnectionKeepsTheGuard(Database database) throws Exception {
        try (App app = new App(database, 1);
                Connection connection = app.guarded.getConnection()) {
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        }
    }

    @EachDatabase
    void otherPoliciesLeaveCommitsAlone(Database database) throws Exception {
        for (TimeoutAction action : new TimeoutAction[] {LOG, INTERRUPT}) {
            try (App app = new App(database, 1)) {
                WebClient client = request(app, App.policy(100, action), (connection, statement) -> {
                    connection.setAutoCommit(false);
                    insert(statement, 1);
                    while (!app.watchdog
                            .snapshot(1)
                            .get(0)
                            .state()
                            .name()
                            .equals("EXPIRED")) { // a wait would end by its interrupt
                        Thread.onSpinWait();
                    }
                    connection.commit();
                });
                assertThat(client.failure).as(action.toString()).isNull();
                assertThat(app.expiry(client).committed()).isNull();
                assertThat(app.count("numbers")).isEqualTo(1);
            }
        }
    }

    @EachDatabase
    void outsideARequestNothingChanges(Database database) throws Exception {
        try (App app = new App(database, 1)) {
            app.table("numbers", "n int");
            try (Connection connection = app.guarded.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                insert(statement, 1);
                connection.commit();
                assertThat(statement.getConnection()).isSameAs(connection);
                assertThat(connection.isWrapperFor(Connection.class)).isTrue();
            }
            assertThat(app.count("numbers")).isEqualTo(1);
        }
    }
}
