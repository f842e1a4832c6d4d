package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The actuator's endpoint, for operators. */
final class EndpointIT {

    private static final String ENDPOINT = "/actuator/requesttimeouts";

    /** The id of the request of this gate, which is in flight. */
    private static String idOf(App app, Gate gate) {
        Response overview = app.answer(ENDPOINT);
        Expect.whole(overview, 200);
        Matcher entry = Pattern.compile(
                        "\"id\":\"([^\"]+)\",\"method\":\"GET\",\"route\":[^,]*,\"path\":\"[^\"]*/" + gate.id() + "\"")
                .matcher(overview.text());
        assertThat(entry.find()).as(overview.text()).isTrue();
        return entry.group(1);
    }

    private static Response change(App app, String id, String json) {
        return app.post(ENDPOINT + "/" + id, json);
    }

    @EachApp(Kind.ENFORCING)
    void requestsInFlightAreListed(App app) {
        try (Gate gate = app.newGate()) {
            app.get("/patient/stuck/" + gate.id());
            gate.awaitEntered();
            String overview = app.answer(ENDPOINT).text();
            assertThat(overview)
                    .contains("\"totals\":{\"inFlight\":")
                    .contains("\"route\":\"/patient/stuck/{id}\",\"path\":\"/patient/stuck/" + gate.id() + "\"")
                    .contains("\"timeout\":\"PT30S\"", "\"state\":\"running\"", "\"method\":\"GET\"");
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aRequestInFlightIsShownWithItsStack(App app) {
        try (Gate gate = app.newGate()) {
            app.get("/patient/stuck/" + gate.id());
            gate.awaitEntered();
            Response detail = app.answer(ENDPOINT + "/" + idOf(app, gate));
            Expect.whole(detail, 200);
            assertThat(detail.text()).contains("\"stack\":[", "holdThroughInterrupts");
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void anOperatorExtendsADeadline(App app) {
        try (Gate gate = app.newGate()) {
            Exchange exchange = app.get("/patient/stuck/" + gate.id());
            gate.awaitEntered();
            Response result = change(app, idOf(app, gate), "{\"action\":\"extend\",\"duration\":\"5s\"}");
            Expect.whole(result, 200);
            assertThat(result.text()).contains("\"done\":true", "\"timeout\":\"PT35S\"");
            gate.letGo();
            Expect.whole(exchange.await(App.PATIENCE), "late");
        }
    }

    @EachApp(Kind.ENFORCING)
    void anOperatorRestartsADeadline(App app) {
        assertAnsweredAfter(app, "{\"action\":\"restart\",\"duration\":\"300ms\"}");
    }

    @EachApp(Kind.ENFORCING)
    void anOperatorAbortsARequest(App app) {
        assertAnsweredAfter(app, "{\"action\":\"abort\"}");
    }

    /** The client gets the timeout answer while the handler is still stuck. */
    private static void assertAnsweredAfter(App app, String change) {
        try (Gate gate = app.newGate()) {
            Exchange exchange = app.get("/patient/stuck/" + gate.id());
            gate.awaitEntered();
            Response result = change(app, idOf(app, gate), change);
            Expect.whole(result, 200);
            assertThat(result.text()).contains("\"done\":true");
            Expect.timeoutAnswer(exchange.await(App.PATIENCE));
            assertThat(gate.isHolding()).isTrue();
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aRequestThatIsNotInFlightIsNotFound(App app) {
        Expect.whole(app.answer(ENDPOINT + "/nothing"), 404);
        Expect.whole(change(app, "nothing", "{\"action\":\"abort\"}"), 404);
    }

    @EachApp(Kind.ENFORCING)
    void aWrongActionIsRefused(App app) {
        try (Gate gate = app.newGate()) {
            app.get("/patient/stuck/" + gate.id());
            gate.awaitEntered();
            String id = idOf(app, gate);
            Expect.whole(change(app, id, "{\"action\":\"stop\"}"), 400);
            Expect.whole(change(app, id, "{\"action\":\"extend\"}"), 400);
            Expect.whole(change(app, id, "{\"action\":\"extend\",\"duration\":\"soon\"}"), 400);
            gate.letGo();
        }
    }

    @EachApp(Kind.LOGGING)
    void withoutUnrestrictedAccessAnOperatorCanOnlyLook(App app) {
        try (Gate gate = app.newGate()) {
            app.get("/stuck/" + gate.id());
            gate.awaitEntered();
            Expect.whole(change(app, idOf(app, gate), "{\"action\":\"abort\"}"), 405);
            assertThat(app.watchdog().abandoned()).isZero();
            gate.letGo();
        }
    }
}
