package dev.curfew.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;

/** Deadlines race commits: no client is told a lie. */
class FenceStressIT {

    private static final int SEED = 20_261_121;

    private static void stress(Database database, int requests) throws Exception {
        try (App app = new App(database, 12)) {
            Transfers transfers = new Transfers(app, app.guarded, SEED);
            transfers.prepare();
            transfers.run(requests);
            System.out.println("stress " + database + " requests=" + requests + " " + transfers);
            assertThat(transfers.noneButCommitted).hasValue(0);
            assertThat(transfers.someButNotCommitted).hasValue(0);
            assertThat(transfers.realButNotCommitted).hasValue(0);
            assertThat(transfers.sumOfBalances()).isEqualTo(Transfers.expectedSum());
            double single = transfers.single();
            assertThat(transfers.answers[0].get() / single).as("real").isGreaterThan(0.2);
            assertThat(transfers.answers[1].get() / single).as("timeouts").isGreaterThan(0.2);
            assertThat(transfers.answers[2].get() / single).as("broken off").isLessThan(0.05);
            assertThat(app.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            assertThat(app.watchdog.inFlight()).isZero();
            assertThat(app.watchdog.faults()).isZero();
        }
    }

    @EachDatabase
    void aThousandTransfers(Database database) throws Exception {
        stress(database, 1_000);
    }

    @EachDatabase
    @Tag("stress")
    void twentyThousandTransfers(Database database) throws Exception {
        stress(database, 20_000);
    }

    /** The same without the fence: what the test sees is there to be seen. */
    @EachDatabase
    void withoutTheFenceClientsAreToldLies(Database database) throws Exception {
        try (App app = new App(database, 12)) {
            Transfers transfers = new Transfers(app, app.pool, SEED);
            transfers.prepare();
            transfers.run(1_000);
            System.out.println("stress " + database + " without the fence " + transfers);
            assertThat(transfers.noneButCommitted).hasPositiveValue();
        }
    }
}
