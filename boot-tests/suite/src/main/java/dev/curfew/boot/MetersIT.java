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
            Expect.timeoutAnswer(app.expired("/patient/counted/" + gate.id(), gate));
            gate.letGo();
            app.reports().await(TimeoutEvent.ENDED_LATE, "/patient/counted/" + gate.id());
            assertThat(lines(
                            app,
                            "curfew_requests_expired_total",
                            "route=\"/patient/counted/{id}\"",
                            "outcome=\"answered\""))
                    .hasSize(1);
        }
    }

    @EachApp(Kind.ENFORCING)
    void theServersMetersShowTheStatusOfAnAbortedRequest(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/counted/" + gate.id(), gate));
            gate.letGo();
            app.reports().await(TimeoutEvent.ENDED_LATE, "/patient/counted/" + gate.id());
            assertOnlyStatus(app, "/patient/counted/{id}", "503");
        }
    }

    @EachApp(Kind.ENFORCING)
    void theServersMetersShowTheStatusOfARequestWhoseThreadFailed(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/interrupted/" + gate.id(), gate));
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
            Expect.timeoutAnswer(app.expired("/patient/callable/" + gate.id(), gate));
            app.reports().await(TimeoutEvent.ENDED_LATE, "/patient/callable/" + gate.id());
            assertOnlyStatus(app, "/patient/callable/{id}", "503");
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
