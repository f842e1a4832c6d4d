package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;

/** The timeout answer is for scripts of another origin too, where the handler's is. */
final class CorsIT {

    static final String ORIGIN = "https://shop.example";

    @EachApp(Kind.ENFORCING)
    void aScriptOfAnAllowedOriginCanReadTheTimeoutAnswer(App app) {
        try (Gate gate = app.newGate()) {
            RequestSpec request =
                    RequestSpec.get("/patient/cross-origin/" + gate.id()).header("origin", ORIGIN);
            Response response = app.expired(request, gate);
            Expect.timeoutAnswer(response);
            assertThat(response.header("access-control-allow-origin")).isEqualTo(ORIGIN);
            assertThat(response.header("vary")).contains("Origin");
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void noOtherOriginIsAllowed(App app) {
        try (Gate gate = app.newGate()) {
            RequestSpec request = RequestSpec.get("/patient/stuck/" + gate.id()).header("origin", ORIGIN);
            Response response = app.expired(request, gate);
            Expect.timeoutAnswer(response);
            assertThat(response.header("access-control-allow-origin")).isNull();
            gate.letGo();
        }
    }
}
