package dev.curfew.db;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.curfew.CommitState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;

/** A thousand slow queries end with their requests, in the server, too. */
class CancelStressIT {

    private static final int REQUESTS = 1_000;
    private static final int THREADS = 20;

    private final ConcurrentLinkedQueue<Long> goneNanos = new ConcurrentLinkedQueue<>();

    @EachDatabase
    void slowQueriesEnd(Database database) throws Exception {
        onPlatformThreads(database);
    }

    @EachDatabase
    void slowQueriesOfVirtualThreadsEnd(Database database) throws Exception {
        onVirtualThreads(database);
    }

    /** Meaningful on an idle machine only. */
    @EachDatabase
    @Tag("latency")
    void slowQueriesEndSoon(Database database) throws Exception {
        onPlatformThreads(database);
        assertThat(p99()).as("p99 in ms").isLessThanOrEqualTo(250);
    }

    @EachDatabase
    @Tag("latency")
    void slowQueriesOfVirtualThreadsEndSoon(Database database) throws Exception {
        if (VirtualThreads.exist()) {
            onVirtualThreads(database);
            assertThat(p99()).as("p99 in ms").isLessThanOrEqualTo(250);
        }
    }

    private void onPlatformThreads(Database database) throws Exception {
        int parallel = database == Database.H2 ? 4 : THREADS; // H2 counts on the client's processors
        stress(database, Executors.newFixedThreadPool(parallel), parallel, REQUESTS);
    }

    private void onVirtualThreads(Database database) throws Exception {
        if (VirtualThreads.exist()) {
            boolean inProcess = database == Database.H2; // where each of them keeps a carrier from the others
            int parallel = inProcess ? 1 : THREADS;
            stress(database, VirtualThreads.pool(parallel), parallel, inProcess ? REQUESTS / 10 : REQUESTS);
        }
    }

    private double p99() {
        List<Long> sorted = goneNanos.stream().sorted().toList();
        return sorted.get(sorted.size() * 99 / 100) / 1e6;
    }

    private void stress(Database database, ExecutorService threads, int parallel, int requests) throws Exception {
        try (App app = new App(database, parallel);
                HikariDataSource watching = database.pool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < parallel; i++) {
                Random random = new Random(4711 + i);
                int share = requests / parallel;
                int thread = i;
                all.add(threads.submit(() -> {
                    for (int j = 0; j < share; j++) {
                        one(app, watching, random.nextInt(50, 501), "q" + thread + "x" + j);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(10, TimeUnit.MINUTES);
            }
            List<Long> sorted = goneNanos.stream().sorted().toList();
            System.out.printf(
                    "cancel %s, %d threads: %d queries gone from the server after the deadline: median %.1f ms, p99 %.1f ms, most"
                            + " %.1f ms%n",
                    database,
                    parallel,
                    sorted.size(),
                    sorted.get(sorted.size() / 2) / 1e6,
                    p99(),
                    sorted.get(sorted.size() - 1) / 1e6);
            assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(app.watchdog.faults()).isZero();
            for (int i = 0; i < parallel; i++) {
                assertThat(app.request(App.policy(20_000, ABORT, CANCEL), () -> app.sql("select 1")).answered)
                        .isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void one(App app, HikariDataSource watching, int millis, String tag) throws Exception {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        WebClient client = app.request(App.policy(millis, ABORT, CANCEL), () -> {
            try (Connection connection = app.guarded.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(app.database.waiting(tag));
            }
        });
        assertThat(client.failure).as(tag).isInstanceOf(SQLException.class);
        assertThat(client.committed).isEqualTo(CommitState.NONE);
        try (Connection connection = watching.getConnection()) {
            while (app.database.runs(connection, tag)) {
                assertThat(System.nanoTime() - deadline).as("still running").isLessThan(30_000_000_000L);
            }
        }
        goneNanos.add(System.nanoTime() - deadline);
    }
}
