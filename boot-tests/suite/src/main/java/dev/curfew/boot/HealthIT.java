package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.Response;

/** What abandoned requests mean for the app's health. */
final class HealthIT {

    @EachApp(Kind.ENFORCING)
    void theContributorTellsOfAbandonedRequests(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/stuck/" + gate.id(), gate));
            Response health = Expect.eventually(
                    () -> app.answer("/actuator/health"),
                    response -> response.text().contains("\"abandoned\":1"));
            Expect.whole(health, 200);
            assertThat(health.text())
                    .containsPattern("\"requestTimeouts\":\\{\"details\":\\{[^}]*\\},\"status\":\"UP\"\\}"
                            + "|\"requestTimeouts\":\\{\"status\":\"UP\"");
            gate.letGo();
        }
    }

    @EachSetup
    void abandonedRequestsTurnTheAppDownAndTheirEndTurnsItUpAgain(Setup setup) {
        AppBuilder builder = setup.app()
                .with("curfew.on-timeout", "abort")
                .with("curfew.routes[0].path", "/actuator/**")
                .with("curfew.routes[0].enabled", false)
                .with("curfew.health.threads", 100)
                .with("curfew.health.refuse-traffic-at", "1%")
                .with("curfew.health.broken-after", "1s")
                .with("management.endpoint.health.probes.enabled", true);
        try (App app = builder.start("health");
                Gate first = app.newGate();
                Gate second = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/stuck/" + first.id(), first));
            assertUp(app);
            Expect.timeoutAnswer(app.expired("/stuck/" + second.id(), second));
            awaitStatus(app, "readiness", 503, "OUT_OF_SERVICE");
            awaitStatus(app, "liveness", 503, "DOWN");
            first.letGo();
            awaitStatus(app, "liveness", 200, "UP");
            awaitStatus(app, "readiness", 200, "UP");
            second.letGo();
        }
    }

    @EachSetup
    void theEndpointIsNotExposedUnlessTheAppExposesIt(Setup setup) {
        try (App app = setup.app().start("defaults")) {
            Expect.whole(app.answer("/actuator/health"), 200);
            Expect.whole(app.answer("/actuator/requesttimeouts"), 404);
        }
    }

    private static void assertUp(App app) {
        Expect.whole(app.answer("/actuator/health/readiness"), 200);
        Expect.whole(app.answer("/actuator/health/liveness"), 200);
    }

    private static void awaitStatus(App app, String group, int status, String word) {
        Response response =
                Expect.eventually(() -> app.answer("/actuator/health/" + group), answer -> answer.status() == status);
        assertThat(response.text()).contains("\"status\":\"" + word + "\"");
    }
}
