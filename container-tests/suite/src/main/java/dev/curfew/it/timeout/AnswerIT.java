package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What the client gets in place of the response. */
final class AnswerIT {

    private static final TimeoutPolicy ABORT = Watched.policy(TimeoutAction.ABORT);
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @EachSetup(virtualThreads = false)
    void itHasTheFormThatTheClientPrefers(Setup setup) throws Exception {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("", "application/problem+json");
        types.put("*/*", "application/problem+json");
        types.put("application/json", "application/problem+json");
        types.put("application/*;q=0.5", "application/problem+json");
        types.put("text/html;q=0.5, application/problem+json", "application/problem+json");
        types.put(BROWSER, "text/html");
        types.put("text/html", "text/html");
        types.put("text/plain", "text/plain");
        types.put("image/png", "text/plain");
        try (Watched watched = Watched.under(setup, ABORT);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/stuck/*", stuck.sleeping(Handlers.NOTHING));
            try (Client client = watched.start().client()) {
                Map<String, Exchange> exchanges = new LinkedHashMap<>();
                for (String accept : types.keySet()) {
                    RequestSpec request = RequestSpec.get("/stuck/" + exchanges.size());
                    exchanges.put(accept, client.send(accept.isEmpty() ? request : request.header("Accept", accept)));
                }
                int index = 0;
                for (Map.Entry<String, Exchange> each : exchanges.entrySet()) {
                    Response response = each.getValue().await(Watched.PATIENCE);
                    String id = watched.reports
                            .await(TimeoutEvent.EXPIRED, "/stuck/" + index++)
                            .id();

                    String what = each.getKey() + ": " + response;
                    isWhole(response, 503);
                    assertThat(response.header("Content-Type")).as(what).startsWith(types.get(each.getKey()));
                    assertThat(response.text()).as(what).contains(id).contains("Service Unavailable");
                    if (types.get(each.getKey()).endsWith("json")) {
                        assertThat(response.text())
                                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
                                        + "\"status\":503,\"detail\":\"The request did not complete within its timeout.\","
                                        + "\"requestId\":\"" + id + "\"}");
                    }
                }
            }
        }
    }

    @EachSetup
    void aHeadRequestGetsTheHeadOnly(Setup setup) throws Exception {
        Response response = answer(setup, ABORT, head("/stuck"), Handlers.NOTHING);

        assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).isEmpty();
        assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    }

    @EachSetup
    void statusAndRetryAfterAreThePolicys(Setup setup) throws Exception {
        TimeoutPolicy policy = Watched.policy(
                builder -> builder.onTimeout(TimeoutAction.ABORT).status(504).retryAfter(Duration.ofSeconds(7)));

        Response response = answer(setup, policy, RequestSpec.get("/stuck"), Handlers.NOTHING);

        isWhole(response, 504);
        assertThat(values(response, "Retry-After")).containsExactly("7");
        assertThat(values(response, "Cache-Control")).containsExactly("no-store");
        assertThat(response.text()).contains("\"status\":504").contains("Gateway Timeout");
    }

    @EachSetup
    void itEndsAnHttp1ConnectionAndNotAnHttp2One(Setup setup) throws Exception {
        Response response = answer(setup, ABORT, RequestSpec.get("/stuck"), Handlers.NOTHING);

        isWhole(response, 503);
        assertThat(response.header("Retry-After")).isNull();
        assertThat(values(response, "Connection")).isEqualTo(setup.protocol().isHttp2() ? List.of() : List.of("close"));
    }

    // ---- headers

    @EachSetup
    void headersOfOuterFiltersSurvive(Setup setup) throws Exception {
        Filter outer = (request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            http.setHeader("X-Outer", "outer");
            http.addHeader("Vary", "Origin");
            http.setHeader("Cache-Control", "public");
            http.setHeader("X-Frame-Options", "DENY");
            http.addCookie(new Cookie("first", "1"));
            http.addHeader("Set-Cookie", "second=2");
            chain.doFilter(request, response);
        };
        Handler inner = (request, response) -> {
            response.addHeader("Vary", "Accept-Language");
            response.setHeader("X-Outer", "inner");
        };

        Response response = answerBehind(setup, outer, inner);

        isWhole(response, 503);
        assertThat(values(response, "X-Outer")).containsExactly("outer");
        assertThat(values(response, "X-Frame-Options")).containsExactly("DENY");
        assertThat(values(response, "Set-Cookie")).anyMatch(cookie -> cookie.startsWith("first=1"));
        assertThat(values(response, "Set-Cookie")).anyMatch(cookie -> cookie.startsWith("second=2"));
        assertThat(values(response, "Set-Cookie")).hasSize(2);
        assertThat(String.join(", ", values(response, "Vary"))).isEqualTo("Origin, Accept-Language");
        assertThat(values(response, "Cache-Control")).containsExactly("no-store");
    }

    @EachSetup
    void headersOfOuterFiltersSurviveAResetByTheHandler(Setup setup) throws Exception {
        Filter outer = (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("X-Outer", "outer");
            ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "https://a.example");
            chain.doFilter(request, response);
        };

        Response response = answerBehind(setup, outer, (request, inner) -> inner.reset());

        isWhole(response, 503);
        assertThat(values(response, "X-Outer")).containsExactly("outer");
        assertThat(values(response, "Access-Control-Allow-Origin")).containsExactly("https://a.example");
    }

    @EachSetup
    void ofTheHeadersSetInsideOnlyThoseSurviveThatAnAnswerNeeds(Setup setup) throws Exception {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put("Access-Control-Allow-Origin", "https://a.example");
        needed.put("Access-Control-Allow-Credentials", "true");
        needed.put("Vary", "Origin");
        needed.put("Strict-Transport-Security", "max-age=1");
        needed.put("Content-Security-Policy", "default-src 'self'");
        needed.put("X-Content-Type-Options", "nosniff");
        needed.put("X-Frame-Options", "DENY");
        needed.put("Referrer-Policy", "no-referrer");
        needed.put("Permissions-Policy", "camera=()");
        needed.put("Cross-Origin-Opener-Policy", "same-origin");
        needed.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        Handler inside = (request, response) -> {
            needed.forEach(response::setHeader);
            response.setHeader("X-Inner", "yes");
            response.addCookie(new Cookie("inner", "1"));
            response.setContentType("text/csv;charset=ISO-8859-15");
            response.setContentLength(1000);
            response.setLocale(Locale.GERMAN);
            for (String name : List.of("Content-Encoding", "Content-Disposition", "Last-Modified", "Location")) {
                response.setHeader(name, "br");
            }
            response.setHeader("ETag", "\"1\"");
            response.setHeader("Cache-Control", "public, max-age=60");
            response.setHeader("Expires", "Thu, 01 Dec 2033 16:00:00 GMT");
            response.getOutputStream().write(new byte[100]);
        };

        Response response = answer(setup, ABORT, RequestSpec.get("/stuck"), inside);

        isWhole(response, 503);
        needed.forEach(
                (name, value) -> assertThat(values(response, name)).as(name).containsExactly(value));
        for (String gone : List.of(
                "X-Inner",
                "Set-Cookie",
                "Content-Language",
                "Content-Encoding",
                "Content-Disposition",
                "Last-Modified",
                "Location",
                "ETag",
                "Expires")) {
            assertThat(values(response, gone)).as(gone).isEmpty();
        }
        assertThat(values(response, "Cache-Control")).containsExactly("no-store");
        assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    }

    // ---- half-made bodies

    @EachSetup
    void aHalfFullBufferIsDropped(Setup setup) throws Exception {
        Handler stream = (request, response) -> response.getOutputStream().write(new byte[3000]);
        isWhole(answer(setup, ABORT, RequestSpec.get("/stuck"), stream), 503);
        Handler writer = (request, response) -> {
            response.setContentType("text/plain;charset=UTF-16BE");
            response.getWriter().write("äöü".repeat(300));
        };

        Response response = answer(setup, ABORT, RequestSpec.get("/stuck"), writer);

        isWhole(response, 503);
        assertThat(response.text()).startsWith("{\"type\"").endsWith("\"}");
        assertThat(response.header("Content-Type")).doesNotContain("UTF-16");
    }

    @EachSetup
    void aFilterThatCompressesDoesNotTouchIt(Setup setup) throws Exception {
        try (Watched watched = Watched.under(setup, ABORT);
                Stuck stuck = new Stuck()) {
            watched.builder.filter("gzip", new GzipFilter()).handle("/stuck", (request, response) -> {
                response.getOutputStream().write(new byte[100_000]);
                stuck.sleeping((req, res) -> res.getOutputStream().write(new byte[100]))
                        .handle(request, response);
            });
            try (Client client = watched.start().client()) {
                Response response = client.get("/stuck").await(Watched.PATIENCE);

                isWhole(response, 503);
                assertThat(response.header("Content-Encoding")).isNull();
                assertThat(response.text()).startsWith("{\"type\"").endsWith("\"}");
                assertThat(stuck.letGo()).isTrue();
                watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");
                Response fast = client.get("/fast").await(Watched.PATIENCE);
                assertThat(fast.header("Content-Encoding")).isEqualTo("gzip");
                assertThat(new GZIPInputStream(new ByteArrayInputStream(fast.body())).readAllBytes())
                        .asString()
                        .isEqualTo("fast");
            }
        }
    }

    // ---- requests

    @EachSetup
    void aPostWhoseBodyHasArrivedIsAnsweredAsAnyOther(Setup setup) throws Exception {
        RequestSpec post = RequestSpec.post("/stuck", "x".repeat(10_000));
        isWhole(answer(setup, ABORT, post, Handlers.NOTHING), 503);
        isWhole(
                answer(
                        setup,
                        ABORT,
                        post,
                        (request, response) -> request.getInputStream().readAllBytes()),
                503);
        isWhole(answer(setup, ABORT, post, (request, response) -> request.getParameterMap()), 503);
    }

    @EachSetup(protocols = {HTTP_1_1, H2C})
    void noReportTellsTheQueryString(Setup setup) throws Exception {
        try (Watched watched = Watched.under(setup, ABORT);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/stuck", stuck.sleeping(Handlers.NOTHING));
            try (Client client = watched.start().client()) {
                Exchange session = client.get("/stuck;jsessionid=secret1");
                Exchange query = client.get("/stuck?token=secret2");
                assertThat(session.await(Watched.PATIENCE).text())
                        .startsWith("{")
                        .doesNotContain("secret");
                assertThat(query.await(Watched.PATIENCE).text()).startsWith("{").doesNotContain("secret");
                stuck.letGo();
                watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");

                assertThat(watched.reports.all().toString()).contains("/stuck").doesNotContain("secret");
            }
        }
    }

    // ---- the client's side

    private static Response answer(Setup setup, TimeoutPolicy policy, RequestSpec request, Handler before)
            throws Exception {
        return answer(Watched.under(setup, patient(policy)), request, before);
    }

    private static Response answerBehind(Setup setup, Filter outer, Handler before) throws Exception {
        return answer(Watched.behind(setup, outer, patient(ABORT)), RequestSpec.get("/stuck"), before);
    }

    /** The same policy, under which requests expire when the test says so. */
    private static TimeoutPolicy patient(TimeoutPolicy policy) {
        return policy.toBuilder().timeout(Duration.ofMinutes(1)).build();
    }

    /** What the client of a handler gets that has done this and is stuck. */
    private static Response answer(Watched prepared, RequestSpec request, Handler before) throws Exception {
        try (Watched watched = prepared;
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/stuck", Handlers.inOrder(before, stuck.sleeping(Handlers.NOTHING)));
            try (Client client = watched.start().client()) {
                Exchange exchange = client.send(request);
                assertThat(stuck.awaitEntered()).isTrue();
                watched.inFlight("/stuck").deadline().restart(Watched.TIMEOUT); // a body may still be on its way
                Response response = exchange.await(Watched.PATIENCE);
                assertThat(stuck.isInside()).isTrue();
                assertThat(stuck.letGo()).isTrue();
                assertThat(watched.reports
                                .await(TimeoutEvent.ENDED_LATE, "/stuck")
                                .outcomes())
                        .contains(TimeoutOutcome.ANSWERED);
                return response;
            }
        }
    }

    private static RequestSpec head(String path) {
        return new RequestSpec("HEAD", path, List.of(), null, 0, true);
    }

    static void isWhole(Response response, int status) {
        assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.lengthMatches()).as(response.toString()).isTrue();
        assertThat(response.body()).as(response.toString()).isNotEmpty();
    }

    private static List<String> values(Response response, String name) {
        return response.headers().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }
}
