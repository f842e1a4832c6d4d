package dev.curfew.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.curfew.Completion;
import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.WarnAt;
import dev.curfew.Watchdog;
import dev.curfew.jdbc.GuardedDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** An app with a pool of connections, whose requests are calls of {@link #request}. */
final class App implements AutoCloseable {

    final Database database;
    final HikariDataSource pool;
    final DataSource guarded;
    private final List<TimeoutReport> reports = new CopyOnWriteArrayList<>();
    final Watchdog watchdog =
            Watchdog.builder().logging(false).listener(reports::add).build();

    App(Database database, int connections) {
        this.database = database;
        pool = database.pool(connections);
        guarded = GuardedDataSource.of(pool);
    }

    static TimeoutPolicy policy(long millis, TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofMillis(millis))
                .warnAt(WarnAt.off())
                .onTimeout(actions)
                .build();
    }

    /** What a request does. */
    interface Work {

        void run() throws Exception;
    }

    /** Does this work under a deadline, on the calling thread. */
    WebClient request(TimeoutPolicy policy, Work work) {
        WebClient client = new WebClient();
        InFlightRequest request = watchdog.watch(policy, RequestDescription.of("GET", "/work"), client);
        client.id = request.id();
        Throwable failure = null;
        try {
            work.run();
        } catch (Exception | AssertionError e) {
            failure = e;
        }
        boolean first = request.complete(new Completion(failure == null ? 200 : 500, failure));
        client.returned(first, failure);
        return client;
    }

    /** Lets the request that the calling thread works for expire. */
    void expire() {
        Deadline deadline = Deadline.current();
        boolean ignored = watchdog.find(deadline.requestId()).expire(); // or else it has expired
        Awaitility.await("the deadline of this request")
                .pollDelay(Duration.ZERO)
                .until(deadline::isExpired);
    }

    /** Does something outside of any request. */
    void sql(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    long count(String table) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return Database.count(connection, "select count(*) from " + table);
        }
    }

    /** An empty table. */
    void table(String name, String columns) throws SQLException {
        sql("drop table if exists " + name, "create table " + name + " (" + columns + ")" + database.tableOptions);
    }

    /** What was reported of the request's expiry. */
    TimeoutReport expiry(WebClient client) {
        Awaitility.await()
                .until(() -> reports.stream()
                        .anyMatch(each -> each.event() == TimeoutEvent.EXPIRED
                                && each.id().equals(client.id)));
        return reports.stream()
                .filter(each ->
                        each.event() == TimeoutEvent.EXPIRED && each.id().equals(client.id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        watchdog.close();
        pool.close();
    }
}
