package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.boot.SharedApps.Kind;
import java.util.List;

/** What meters say of requests that have expired. */
final class MetersIT {

    @EachApp(Kind.ENFORCING)
    void anExpiredRequestIsCountedByRouteAndOutcome(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.answer("/stuck/" + gate.id()));
            gate.letGo();
            app.reports().await(TimeoutEvent.ENDED_LATE, "/stuck/" + gate.id());
            assertThat(lines(app, "curfew_requests_expired_total", "route=\"/stuck/{id}\"", "outcome=\"answered\""))
                    .hasSize(1);
        }
    }

    @EachApp(Kind.ENFORCING)
    void theServersMetersShowTheStatusOfAnAbortedRequest(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.answer("/stuck/" + gate.id()));
            gate.letGo();
            app.reports().await(TimeoutEvent.ENDED_LATE, "/stuck/" + gate.id());
            assertOnlyStatus(app, "/stuck/{id}", "503");
        }
    }

    @EachApp(Kind.ENFORCING)
    void theServersMetersShowTheStatusOfARequestWhoseThreadFailed(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.answer("/interrupted/" + gate.id()));
            app.reports().await(TimeoutEvent.ENDED_LATE, "/interrupted/" + gate.id());
            assertOnlyStatus(app, "/interrupted/{id}", "503");
        }
    }

    @EachApp(Kind.ENFORCING)
    void theServersMetersShowTheStatusWhereTheAppsOwnFailureIsReplaced(App app) {
        Expect.timeoutAnswer(app.answer("/polite/unaware"));
        app.reports().await(TimeoutEvent.ENDED_LATE, "/polite/unaware");
        assertOnlyStatus(app, "/polite/unaware", "503");
    }

    @EachApp(Kind.ENFORCING)
    void theServersMetersShowTheStatusOfAnAbortedCallable(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.answer("/callable/" + gate.id()));
            app.reports().await(TimeoutEvent.ENDED_LATE, "/callable/" + gate.id());
            assertOnlyStatus(app, "/callable/{id}", "503");
        }
    }

    /** The meter may come a moment after the request's end. */
    private static void assertOnlyStatus(App app, String route, String status) {
        String uri = "uri=\"" + route + "\"";
        Expect.eventually(
                () -> app.answer("/actuator/prometheus"),
                response -> response.text().contains(uri));
        assertThat(lines(app, "http_server_requests_seconds_count", uri))
                .allMatch(line -> line.contains("status=\"" + status + "\""));
    }

    private static List<String> lines(App app, String... texts) {
        return app.answer("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> List.of(texts).stream().allMatch(line::contains))
                .toList();
    }
}
