package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Requests whose deadlines race their commits, and what their clients read over their sockets. */
final class DataRaces {

    static final int TIMEOUT_MILLIS = 40;

    static final String REAL = "real answer";

    private static final int CLIENTS = 8;
    private static final int REQUESTS = 40; // of each client
    private static final int SEED = 7;

    /** What a request writes. */
    enum Kind {
        ONE("one", 1),
        TWO("two", 2),
        BY_THEMSELVES("by-themselves", 2);

        private final String path;
        private final int rows;

        Kind(String path, int rows) {
            this.path = path;
            this.rows = rows;
        }
    }

    /** What a client sent, and read. */
    record Outcome(Kind kind, String id, Response response) {

        boolean isReal() {
            return isWhole() && response.status() == 200 && response.text().equals("done");
        }

        boolean isBrokenOff() {
            return !response.ending().looksWhole();
        }

        private boolean isWhole() {
            return response.ending() == Ending.COMPLETE && response.lengthMatches();
        }

        /** What it is told of its commits. */
        String told() {
            String committed = response.header("curfew-committed");
            return isReal() ? REAL : isWhole() && committed != null ? committed : "nothing";
        }
    }

    /** How long work pauses before its commit: as long as leaves half of the requests without a timeout. */
    private final AtomicLong aimNanos = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS));

    private final App app;

    DataRaces(App app) {
        this.app = app;
    }

    /** The outcomes, when all work is over. */
    List<Outcome> run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<Outcome>>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                all.add(threads.submit(() -> call(number)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<List<Outcome>> each : all) {
                outcomes.addAll(each.get(1, TimeUnit.MINUTES));
            }
            Awaitility.await("the end of all work").until(() -> app.watchdog().inFlight() == 0);
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Outcome> call(int number) {
        Random random = new Random(SEED * 31L + number);
        List<Outcome> outcomes = new ArrayList<>();
        try (Client client = Client.open(Protocol.HTTP_1_1, app.port(), ClientOptions.defaults())) {
            for (int i = 0; i < REQUESTS; i++) {
                Kind kind = Kind.values()[random.nextInt(3)];
                long nanos = (long) (aimNanos.get() * (0.9 + 0.2 * random.nextDouble()));
                String id = number + "-" + i;
                Response response = client.get("/race/" + kind.path + "/" + nanos + "/" + id)
                        .await(App.PATIENCE);
                Outcome outcome = new Outcome(kind, id, response);
                aimNanos.updateAndGet(aim -> outcome.isReal() ? aim + aim / 64 : aim - aim / 64);
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    /** How often each was told what. */
    static Map<String, Integer> counts(List<Outcome> outcomes) {
        Map<String, Integer> counts = new TreeMap<>();
        outcomes.forEach(each -> counts.merge(each.kind() + " " + each.told(), 1, Integer::sum));
        return counts;
    }

    /** That this client was told nothing but the truth. */
    void assertTrue(Outcome outcome) {
        long rows = app.bean(DataRows.class).countByRequest(outcome.id());
        switch (outcome.told()) {
            case REAL -> assertThat(rows).as(outcome.toString()).isEqualTo(outcome.kind().rows);
            case "none" -> assertThat(rows).as(outcome.toString()).isZero();
            case "some" -> assertThat(rows).as(outcome.toString()).isPositive();
            default -> assertThat(outcome.isBrokenOff()).as(outcome.toString()).isTrue();
        }
    }
}
