package dev.curfew.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;

/** What a guarded statement costs beside a bare one, in one run, each way in turn. Meaningful on an idle machine only. */
@Tag("latency")
class OverheadIT {

    private static final int ROUNDS = 30;
    private static final int WARM_UP = 10;

    /** A way to ask. */
    private enum Way {
        BARE,
        GUARDED,
        IN_REQUEST
    }

    @EachDatabase
    void whatAStatementCosts(Database database) throws SQLException {
        int statements = database == Database.H2 ? 20_000 : 1_000;
        try (App app = new App(database, 1)) {
            Map<Way, List<Double>> micros = new EnumMap<>(Way.class);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < Way.values().length; i++) {
                    Way way = Way.values()[(round + i) % Way.values().length];
                    long nanos = ask(app, way, statements);
                    if (round >= WARM_UP) {
                        micros.computeIfAbsent(way, any -> new ArrayList<>()).add(nanos / 1e3 / statements);
                    }
                }
            }
            double bare = median(micros.get(Way.BARE));
            System.out.printf(
                    "overhead %s: a prepared select %.2f us; guarded +%.2f us; in a request +%.2f us (%.0f %%)%n",
                    database,
                    bare,
                    median(micros.get(Way.GUARDED)) - bare,
                    median(micros.get(Way.IN_REQUEST)) - bare,
                    100 * (median(micros.get(Way.IN_REQUEST)) / bare - 1));
        }
    }

    private static long ask(App app, Way way, int statements) throws SQLException {
        if (way != Way.IN_REQUEST) {
            return ask(way == Way.BARE ? app.pool : app.guarded, statements);
        }
        try (InFlightRequest request =
                app.watchdog.watch(App.policy(60_000, TimeoutAction.CANCEL), RequestDescription.of("GET", "/"))) {
            assertThat(request.deadline().cancels()).isTrue();
            return ask(app.guarded, statements);
        }
    }

    private static long ask(DataSource source, int statements) throws SQLException {
        long sum = 0;
        long begin = System.nanoTime();
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("select ?")) {
            for (int i = 0; i < statements; i++) {
                statement.setInt(1, 1);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    sum += rows.getInt(1);
                }
            }
        }
        long nanos = System.nanoTime() - begin;
        assertThat(sum).isEqualTo(statements);
        return nanos;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
