package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.curfew.TimeoutEvent;
import dev.curfew.boot.DataRaces.Outcome;
import dev.curfew.it.wire.Response;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** An app's {@code DataSource}, with nothing but the starter. */
final class DataIT {

    private static final Map<Setup, App> apps = new ConcurrentHashMap<>();

    private static App app(Setup setup) {
        return apps.computeIfAbsent(
                setup,
                each -> each.app()
                        .with("curfew.timeout", "30s")
                        .with("curfew.on-timeout", "cancel,abort")
                        .with("curfew.routes[0].path", "/logged/**")
                        .with("curfew.routes[0].on-timeout", "log")
                        .with("curfew.routes[1].path", "/slow/**")
                        .with("curfew.routes[1].timeout", "500ms")
                        .with("curfew.routes[2].path", "/slow/impatient/**")
                        .with("curfew.routes[2].timeout", "30s")
                        .with("curfew.routes[3].path", "/race/**")
                        .with("curfew.routes[3].timeout", DataRaces.TIMEOUT_MILLIS + "ms")
                        .with(
                                "spring.datasource.url",
                                "jdbc:h2:mem:" + (each.virtualThreads() ? "virtual" : "platform"))
                        .with("spring.datasource.generate-unique-name", false)
                        .with("spring.jpa.hibernate.ddl-auto", "create")
                        .with("spring.jpa.open-in-view", false)
                        .start("data, " + each, DataApp.class));
    }

    @AfterAll
    static void endApps() {
        apps.values().forEach(App::close);
    }

    private static Stream<Arguments> with(List<Arguments> cases) {
        return Setups.all().flatMap(setup -> cases.stream().map(each -> Arguments.of(prepend(setup, each.get()))));
    }

    private static Object[] prepend(Setup setup, Object[] rest) {
        return Stream.concat(Stream.of(setup), Stream.of(rest)).toArray();
    }

    static Stream<Arguments> ways() {
        return with(Stream.of("template", "client", "entity-manager", "connection", "patient")
                .map(Arguments::of)
                .toList());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aSlowQueryEndsWithItsRequest(Setup setup, String way) {
        App app = app(setup);
        String path = "/slow/" + way + "/" + way;
        Response response = app.answer(path);
        Expect.timeoutAnswer(response, "none");
        Awaitility.await("the end of the handler").until(() -> app.watchdog().inFlight() == 0);
        assertThat(running(app, way)).isZero();
        assertPoolIsWhole(app);
    }

    private static long running(App app, String tag) {
        Long count = app.bean(JdbcTemplate.class)
                .queryForObject(
                        "select count(*) from information_schema.sessions where executing_statement like ?"
                                + " and session_id <> session_id()",
                        Long.class,
                        "%/* " + tag + " */%");
        return count == null ? 0 : count;
    }

    private static void assertPoolIsWhole(App app) {
        Awaitility.await("the pool's connections")
                .until(() ->
                        app.bean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections() == 0);
    }

    @EachSetup
    void aTransactionsOwnTimeoutGoesFirstWhereItIsShorter(Setup setup) {
        Response response = app(setup).answer("/slow/impatient/impatient");
        Expect.whole(response, 500);
        assertThat(response.header("curfew-committed")).isNull();
        assertThat(running(app(setup), "impatient")).isZero();
    }

    /** What the client reads, and how many rows are in at the end. */
    static Stream<Arguments> work() {
        return with(List.of(
                Arguments.of("commit", "none", 0),
                Arguments.of("commit-of-jdbc", "none", 0),
                Arguments.of("commit-of-repository", "none", 0),
                Arguments.of("swallowing", "none", 0),
                Arguments.of("requires-new", "some", 1),
                Arguments.of("nested", "none", 0),
                Arguments.of("reading", "none", 0),
                Arguments.of("by-themselves", "some", 1),
                Arguments.of("committed", "some", 1)));
    }

    @ParameterizedTest
    @MethodSource("work")
    void whatTheClientReadsIsTrue(Setup setup, String kind, String committed, int rows) {
        App app = app(setup);
        try (Gate gate = app.newGate()) {
            Response response = app.expired("/transaction/" + kind + "/" + gate.id(), gate);
            Expect.timeoutAnswer(response, committed);
            gate.letGo();
            Awaitility.await("the end of the handler")
                    .until(() -> app.watchdog().inFlight() == 0);
            assertThat(app.bean(DataRows.class).countByRequest(gate.id())).isEqualTo(rows);
            assertPoolIsWhole(app);
        }
    }

    @EachSetup
    void whatClientsReadIsTrueWhereDeadlinesRaceCommits(Setup setup) throws Exception {
        DataRaces races = new DataRaces(app(setup));
        List<Outcome> outcomes = races.run();
        System.out.println("races of a deadline and a commit, " + setup + ": " + DataRaces.counts(outcomes));
        assertThat(outcomes).allSatisfy(races::assertTrue);
        assertThat(outcomes).filteredOn(Outcome::isBrokenOff).hasSizeLessThanOrEqualTo(outcomes.size() / 20);
        assertThat(outcomes)
                .filteredOn(each -> each.kind() == DataRaces.Kind.ONE)
                .extracting(Outcome::told)
                .contains(DataRaces.REAL, "none");
    }

    static Stream<Arguments> failures() {
        return with(List.of(
                Arguments.of("commit", "QueryTimeoutException"),
                Arguments.of("commit-of-jdbc", "QueryTimeoutException"),
                Arguments.of("by-themselves", "CannotGetJdbcConnectionException")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatTheCodeSees(Setup setup, String kind, String failure) {
        App app = app(setup);
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/transaction/" + kind + "/" + gate.id(), gate));
            gate.letGo();
            Awaitility.await("the end of the handler")
                    .until(() -> app.watchdog().inFlight() == 0);
            assertThat(app.bean(DataHandlers.class).failureOf(gate.id()))
                    .extracting(each -> each.getClass().getSimpleName())
                    .isEqualTo(failure);
        }
    }

    static Stream<Arguments> logged() {
        return with(List.of(
                Arguments.of("commit", 1),
                Arguments.of("swallowing", 2),
                Arguments.of("requires-new", 2),
                Arguments.of("nested", 2),
                Arguments.of("reading", 0),
                Arguments.of("by-themselves", 2)));
    }

    @ParameterizedTest
    @MethodSource("logged")
    void underLogAloneNothingIsTouched(Setup setup, String kind, int rows) {
        App app = app(setup);
        try (Gate gate = app.newGate()) {
            String path = "/logged/" + kind + "/" + gate.id();
            var exchange = app.get(path);
            gate.awaitEntered();
            app.expire(path);
            app.reports().await(TimeoutEvent.EXPIRED, path);
            gate.letGo();
            Response response = exchange.await(App.PATIENCE);
            Expect.whole(response, "done");
            assertThat(response.header("curfew-committed")).isNull();
            assertThat(app.bean(DataRows.class).countByRequest(gate.id())).isEqualTo(rows);
        }
    }

    @EachSetup
    void aRequestInTimeCommits(Setup setup) {
        Expect.whole(app(setup).answer("/transaction/at-once/in-time"), "done");
        assertThat(app(setup).bean(DataRows.class).countByRequest("in-time")).isEqualTo(1);
    }

    @EachSetup
    void thePoolHasItsMeters(Setup setup) {
        MeterRegistry meters = app(setup).bean(MeterRegistry.class);
        assertThat(meters.get("hikaricp.connections").gauge().value()).isPositive();
        assertThat(meters.get("jdbc.connections.max").gauge().value()).isPositive();
    }
}
