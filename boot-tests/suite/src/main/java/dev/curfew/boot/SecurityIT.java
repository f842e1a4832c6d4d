package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.EnabledIf;

/** Spring Security, behind Curfew's filter as it is by default, and in front of it. */
@EnabledIf("dev.curfew.boot.Libraries#haveSecurity")
final class SecurityIT {

    private static final String ALLOWED = "access-control-allow-origin";
    private static final String OPTIONS = "x-content-type-options";

    @EachApp(Kind.ENFORCING)
    void aScriptOfAnAllowedOriginCanReadTheAnswerForAStuckHandler(App app) {
        assertStuckIsReadable(app);
    }

    @EachApp(Kind.INNER)
    void aScriptOfAnAllowedOriginCanReadItBehindSecurityToo(App app) {
        assertStuckIsReadable(app);
    }

    private static void assertStuckIsReadable(App app) {
        try (Gate gate = app.newGate()) {
            RequestSpec request = RequestSpec.get("/patient/shop/" + gate.id()).header("origin", CorsIT.ORIGIN);
            Response response = app.expired(request, gate);
            assertThat(gate.isHolding()).isTrue();
            assertReadable(response);
            gate.letGo();
        }
    }

    private static void assertReadable(Response response) {
        Expect.timeoutAnswer(response);
        assertThat(response.header(ALLOWED)).isEqualTo(CorsIT.ORIGIN);
        assertThat(response.header("vary")).contains("Origin");
    }

    @EachApp(Kind.ENFORCING)
    void aScriptOfAnAllowedOriginCanReadTheAnswerInPlaceOfAFailure(App app) {
        assertFailureIsReadable(app);
    }

    @EachApp(Kind.INNER)
    void aScriptOfAnAllowedOriginCanReadThatBehindSecurityToo(App app) {
        assertFailureIsReadable(app);
    }

    private static void assertFailureIsReadable(App app) {
        assertReadable(app.send(RequestSpec.get("/polite/shop").header("origin", CorsIT.ORIGIN))
                .await(App.PATIENCE));
    }

    @EachApp(Kind.ENFORCING)
    void anotherOriginIsRefusedBySecurity(App app) {
        Response response = app.send(RequestSpec.get("/patient/shop/0").header("origin", "https://other.example"))
                .await(App.PATIENCE);
        Expect.whole(response, 403);
        assertThat(response.header(ALLOWED)).isNull();
    }

    @EachApp(Kind.ENFORCING)
    void aPreflightIsAnsweredBySecurity(App app) {
        Response response = app.send(new RequestSpec("OPTIONS", "/patient/shop/0", List.of(), null, 0, true)
                        .header("origin", CorsIT.ORIGIN)
                        .header("access-control-request-method", "GET"))
                .await(App.PATIENCE);
        Expect.whole(response, 200);
        assertThat(response.header(ALLOWED)).isEqualTo(CorsIT.ORIGIN);
        assertThat(response.header("access-control-allow-methods")).isEqualTo("GET");
    }

    @EachApp(Kind.ENFORCING)
    void whoIsUnknownIsRefusedBySecurityAndDoesNotExpire(App app) {
        Response response = app.answer("/patient/secret");
        Expect.whole(response, 401);
        assertThat(response.header("www-authenticate")).startsWith("Basic");
        assertNothingExpiredAt(app, "/patient/secret");
    }

    @EachApp(Kind.ENFORCING)
    void whoIsNotAllowedIsRefusedBySecurityAndDoesNotExpire(App app) {
        Expect.whole(asUser(app, "/patient/secret/admin"), 403);
        assertNothingExpiredAt(app, "/patient/secret/admin");
    }

    /** It is no longer watched, so that nothing can come. */
    private static void assertNothingExpiredAt(App app, String path) {
        Awaitility.await("end of " + path)
                .atMost(App.PATIENCE)
                .until(() -> app.watchdog().snapshot(1000).stream()
                        .noneMatch(each -> each.request().path().equals(path)));
        assertThat(app.reports().of(path)).isEmpty();
    }

    @EachApp(Kind.ENFORCING)
    void whoIsKnownIsLetIn(App app) {
        Expect.whole(asUser(app, "/patient/secret"), "secret");
    }

    private static Response asUser(App app, String path) {
        byte[] credentials = (SecuredApp.USER + ":" + SecuredApp.PASSWORD).getBytes(StandardCharsets.US_ASCII);
        return app.send(RequestSpec.get(path)
                        .header("authorization", "Basic " + Base64.getEncoder().encodeToString(credentials)))
                .await(App.PATIENCE);
    }

    /** Security adds them to a response when that is committed or the handler has returned. */
    @EachApp(Kind.ENFORCING)
    void securitysHeadersComeTooLateForAStuckHandler(App app) {
        assertThat(app.answer("/fast").header(OPTIONS)).isEqualTo("nosniff");
        assertThat(stuck(app, "/patient/stuck/").header(OPTIONS)).isNull();
    }

    @EachApp(Kind.ENFORCING)
    void securitysHeadersAreInTheAnswerWhereTheyAreWrittenBeforeTheHandler(App app) {
        assertThat(stuck(app, "/patient/eager/").header(OPTIONS)).isEqualTo("nosniff");
    }

    @EachApp(Kind.INNER)
    void securitysHeadersAreInTheAnswerBehindSecurity(App app) {
        assertThat(stuck(app, "/patient/stuck/").header(OPTIONS)).isEqualTo("nosniff");
    }

    private static Response stuck(App app, String path) {
        try (Gate gate = app.newGate()) {
            Response response = app.expired(path + gate.id(), gate);
            Expect.timeoutAnswer(response);
            gate.letGo();
            return response;
        }
    }
}
