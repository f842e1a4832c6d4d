package dev.curfew.db;

import dev.curfew.CommitState;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.WarnAt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Transfers between accounts, each a request with a deadline that races its commit. Each writes its number into a journal in
 * the same transaction, so that it can be seen what became of it.
 */
final class Transfers {

    private static final int ACCOUNTS = 20;
    private static final long START = 1_000;
    private static final int THREADS = 8;
    private static final long MIN_NANOS = 1_000_000;
    private static final int AIMING = 500; // a quarter of them aims: enough for a database twenty times as fast

    /** The ways in which a request works. */
    enum Kind {
        ONE_TRANSACTION,
        TWO_TRANSACTIONS,
        BY_ITSELF,
        SWALLOWING
    }

    private final App app;
    private final DataSource source;
    private final int seed;

    final AtomicInteger[] answers = counters(); // of single transactions: real, timeout, broken off
    final AtomicInteger none = new AtomicInteger();
    final AtomicInteger some = new AtomicInteger();
    final AtomicInteger unknown = new AtomicInteger();
    final AtomicInteger noneButCommitted = new AtomicInteger();
    final AtomicInteger someButNotCommitted = new AtomicInteger();
    final AtomicInteger realButNotCommitted = new AtomicInteger();

    /** The time in which half of all single transactions come to their end: what deadlines are aimed at. */
    private final AtomicLong typicalNanos = new AtomicLong(5_000_000);

    Transfers(App app, DataSource source, int seed) {
        this.app = app;
        this.source = source;
        this.seed = seed;
    }

    private static AtomicInteger[] counters() {
        return new AtomicInteger[] {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    }

    void prepare() throws SQLException {
        app.table("account", "id int primary key, balance bigint");
        app.table("journal", "request bigint, part int");
        for (int i = 0; i < ACCOUNTS; i++) {
            app.sql("insert into account values (" + i + ", " + START + ")");
        }
    }

    /** Runs requests: first some until deadlines race commits, whose answers are judged but not counted, then these. */
    void run(int requests) throws Exception {
        race(0, AIMING);
        for (AtomicInteger counter : answers) {
            counter.set(0);
        }
        race(AIMING, AIMING + requests);
    }

    private void race(int begin, int end) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = begin + i;
                all.add(threads.submit(() -> {
                    Random random = new Random(seed * 31L + first);
                    for (int request = first; request < end; request += THREADS) {
                        one(request, random);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(10, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void one(long number, Random random) throws SQLException {
        Kind kind = Kind.values()[random.nextInt(4)];
        long before = random.nextLong(MIN_NANOS, 3 * MIN_NANOS);
        long timeout = before + (long) (typicalNanos.get() * (0.3 + 1.4 * random.nextDouble()));
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofNanos(timeout))
                .warnAt(WarnAt.off())
                .onTimeout(TimeoutAction.ABORT, TimeoutAction.CANCEL)
                .build();
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        WebClient client = app.request(policy, () -> {
            LockSupport.parkNanos(before); // databases can be faster than the shortest timeout
            work(kind, number, from, to);
        });
        if (kind == Kind.ONE_TRANSACTION) {
            boolean late = client.timedOut();
            typicalNanos.updateAndGet(typical -> late ? typical + typical / 32 : typical - typical / 32);
        }
        judge(kind, number, client);
    }

    private void work(Kind kind, long number, int from, int to) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (kind == Kind.BY_ITSELF) {
                journal(connection, number, 1);
                journal(connection, number, 2);
                return;
            }
            connection.setAutoCommit(false);
            transaction(connection, kind, number, 1, from, to);
            if (kind == Kind.TWO_TRANSACTIONS) {
                transaction(connection, kind, number, 2, to, from);
            }
            connection.setAutoCommit(true);
        }
    }

    private void transaction(Connection connection, Kind kind, long number, int part, int from, int to)
            throws SQLException {
        int first = Math.min(from, to); // always in the same order: no deadlocks
        boolean failed = false;
        try {
            add(connection, first, first == from ? -1 : 1);
            journal(connection, number, part);
            add(connection, Math.max(from, to), first == from ? 1 : -1);
        } catch (SQLException e) {
            if (kind != Kind.SWALLOWING) {
                connection.rollback();
                throw e;
            }
            failed = true;
        }
        connection.commit();
        if (failed) {
            throw new SQLException("swallowed");
        }
    }

    private static void add(Connection connection, int account, long amount) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("update account set balance = balance + ? where id = ?")) {
            statement.setLong(1, amount);
            statement.setInt(2, account);
            statement.executeUpdate();
        }
    }

    private static void journal(Connection connection, long number, int part) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into journal values (?, ?)")) {
            statement.setLong(1, number);
            statement.setInt(2, part);
            statement.executeUpdate();
        }
    }

    /** Compares what the client was told with what the database holds. */
    private void judge(Kind kind, long number, WebClient client) throws SQLException {
        if (kind == Kind.ONE_TRANSACTION) {
            answers[client.timedOut() ? 1 : client.brokenOff ? 2 : 0].incrementAndGet();
        }
        long rows = app.count("journal where request = " + number);
        if (client.committed == CommitState.NONE) {
            none.incrementAndGet();
            noneButCommitted.addAndGet(rows > 0 ? 1 : 0);
        } else if (client.committed == CommitState.SOME) {
            some.incrementAndGet();
            someButNotCommitted.addAndGet(rows == 0 ? 1 : 0);
        } else if (client.committed == CommitState.UNKNOWN) {
            unknown.incrementAndGet();
        } else if (client.answered) {
            long expected = kind == Kind.TWO_TRANSACTIONS || kind == Kind.BY_ITSELF ? 2 : 1;
            realButNotCommitted.addAndGet(rows == expected ? 0 : 1);
        }
    }

    long sumOfBalances() throws SQLException {
        try (Connection connection = app.pool.getConnection()) {
            return Database.count(connection, "select sum(balance) from account");
        }
    }

    static long expectedSum() {
        return ACCOUNTS * START;
    }

    int single() {
        return answers[0].get() + answers[1].get() + answers[2].get();
    }

    @Override
    public String toString() {
        return "none=" + none + " some=" + some + " unknown=" + unknown + " none-but-committed=" + noneButCommitted
                + " some-but-not=" + someButNotCommitted + " real-but-not=" + realButNotCommitted
                + "; single transactions: real=" + answers[0] + " timeout=" + answers[1] + " broken-off=" + answers[2]
                + " typical=" + typicalNanos.get() / 1_000 + "us";
    }
}
