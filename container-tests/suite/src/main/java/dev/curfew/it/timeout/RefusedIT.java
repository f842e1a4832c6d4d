package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.HTTPS_1_1;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutPolicy;
import dev.curfew.it.EachSetup;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** What becomes of new requests while as many answered ones still run as {@code max-abandoned} allows. */
final class RefusedIT {

    /** With a status for which no container closes the connection by itself, as Tomcat does for 503. */
    private static final TimeoutPolicy ONE = Watched.policy(builder ->
            builder.onTimeout(TimeoutAction.ABORT).status(504).maxAbandoned(1).retryAfter(Duration.ofSeconds(7)));

    private final AtomicInteger reached = new AtomicInteger();

    /** A server whose only abandoned request is one too many. */
    @FunctionalInterface
    private interface AtTheLimit {
        void test(Watched watched, Stuck stuck, RunningServer server, Client client) throws Exception;
    }

    private void atTheLimit(Setup setup, AtTheLimit test) throws Exception {
        atTheLimit(Watched.under(setup, ONE), test);
    }

    private void atTheLimit(Watched prepared, AtTheLimit test) throws Exception {
        try (Watched watched = prepared;
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/stuck", stuck.sleeping(Handlers.NOTHING)).handle("/app", (request, response) -> {
                reached.incrementAndGet();
                response.getWriter().write("app");
            });
            RunningServer server = watched.start();
            try (Client client = server.client()) {
                Expect.timeoutAnswer(get(client, "/stuck"), 504);
                areAbandoned(watched, 1);
                test.test(watched, stuck, server, client);
                assertThat(stuck.letGo()).isTrue();
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    // ---- the answer

    @EachSetup
    void statusRetryAfterAndFormAreThoseOfATimeoutAnswer(Setup setup) throws Exception {
        atTheLimit(setup, (watched, stuck, server, client) -> {
            Response refused = get(client, "/app");

            isRefusal(refused);
            assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
            assertThat(refused.text())
                    .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Gateway Timeout\",\"status\":504,"
                            + "\"detail\":\"The server takes no more requests at the moment.\"}");
            assertThat(reached).hasValue(0);
        });
    }

    @EachSetup(virtualThreads = false)
    void theStatusIsThePolicysAndNoRetryAfterIsMadeUp(Setup setup) throws Exception {
        TimeoutPolicy bare = ONE.toBuilder().status(503).retryAfter(null).build();
        Watched watched = Watched.by(
                setup, request -> RoutePolicy.of(request.getRequestURI().equals("/app") ? bare : ONE));
        atTheLimit(watched, (same, stuck, server, client) -> {
            Response refused = get(client, "/app");

            Expect.timeoutAnswer(refused, 503);
            assertThat(refused.text()).contains("Service Unavailable");
            assertThat(refused.header("Retry-After")).isNull();
        });
    }

    @EachSetup(virtualThreads = false)
    void itHasTheFormThatTheClientPrefers(Setup setup) throws Exception {
        atTheLimit(setup, (watched, stuck, server, client) -> {
            Response page = client.send(RequestSpec.get("/app").header("Accept", "text/html,*/*;q=0.8"))
                    .await(Watched.PATIENCE);
            Response text = client.send(RequestSpec.get("/app").header("Accept", "text/plain"))
                    .await(Watched.PATIENCE);

            isRefusal(page);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.text())
                    .contains("<h1>Gateway Timeout</h1>")
                    .endsWith("<p>The server takes no more requests at the moment.</p>\n</body>\n</html>\n");
            isRefusal(text);
            assertThat(text.header("Content-Type")).startsWith("text/plain");
            assertThat(text.text())
                    .isEqualTo("504 Gateway Timeout\nThe server takes no more requests at the moment.\n");
        });
    }

    @EachSetup
    void aHeadRequestGetsTheHeadOnly(Setup setup) throws Exception {
        atTheLimit(setup, (watched, stuck, server, client) -> {
            Response head = client.send(new RequestSpec("HEAD", "/app", List.of(), null, 0, true))
                    .await(Watched.PATIENCE);

            assertThat(head.ending()).as(head.toString()).isEqualTo(Ending.COMPLETE);
            assertThat(head.status()).isEqualTo(504);
            assertThat(head.header("Retry-After")).isEqualTo("7");
            assertThat(head.header("Content-Type")).startsWith("application/problem+json");
            assertThat(head.body()).isEmpty();
            assertThat(reached).hasValue(0);
            isRefusal(get(client, "/app"));
        });
    }

    @EachSetup
    void anErrorPageOfTheAppIsNotShown(Setup setup) throws Exception {
        Watched watched = Watched.under(setup, ONE);
        watched.builder.errorPage(504, "/page").handle("/page", (request, response) -> {
            reached.incrementAndGet();
            response.getWriter().write("error page");
        });
        atTheLimit(watched, (same, stuck, server, client) -> {
            isRefusal(get(client, "/app"));
            isRefusal(get(client, "/page"));
            assertThat(reached).hasValue(0);
        });
    }

    @EachSetup(virtualThreads = false)
    void headersOfOuterFiltersSurvive(Setup setup) throws Exception {
        Filter outer = (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "https://a.example");
            chain.doFilter(request, response);
        };
        atTheLimit(Watched.behind(setup, outer, ONE), (watched, stuck, server, client) -> {
            Response refused = get(client, "/app");

            isRefusal(refused);
            assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("https://a.example");
        });
    }

    // ---- connections

    @EachSetup
    void theConnectionGoesOn(Setup setup) throws Exception {
        atTheLimit(setup, (watched, stuck, server, client) -> {
            isRefusal(get(client, "/app"));
            int connections = client.connections();
            isRefusal(client.send(RequestSpec.post("/app", "a body that nobody reads"))
                    .await(Watched.PATIENCE));
            isRefusal(get(client, "/app"));
            assertThat(reached).hasValue(0);

            assertThat(stuck.letGo()).isTrue();
            watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");
            Expect.whole(get(client, "/app"), "app");
            assertThat(client.connections()).isEqualTo(connections);
        });
    }

    @EachSetup(
            protocols = {HTTP_1_1, HTTPS_1_1},
            virtualThreads = false)
    void pipelinedRequestsAreRefusedOneByOne(Setup setup) throws Exception {
        atTheLimit(setup, (watched, stuck, server, client) -> {
            try (RawHttp1 connection = server.http1()) {
                connection.send("HEAD /app HTTP/1.1\r\nhost: localhost\r\n\r\n"
                        + "POST /app HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n\r\nbody"
                        + "GET /app HTTP/1.1\r\nhost: localhost\r\n\r\n");

                assertThat(connection.read("HEAD", Watched.PATIENCE).status()).isEqualTo(504);
                isRefusal(connection.read("POST", Watched.PATIENCE));
                isRefusal(connection.read(Watched.PATIENCE));
                assertThat(watched.watchdog.refused()).isEqualTo(3);
            }
        });
    }

    // ---- who is refused, and for how long

    @EachSetup
    void refusedRequestsAreCountedAndNotWatched(Setup setup) throws Exception {
        atTheLimit(setup, (watched, stuck, server, client) -> {
            assertThat(watched.watchdog.refused()).isZero();
            for (int i = 1; i <= 5; i++) {
                isRefusal(get(client, "/app"));
                assertThat(watched.watchdog.refused()).isEqualTo(i);
            }
            assertThat(watched.watchdog.inFlight()).isEqualTo(1);
            assertThat(watched.watchdog.abandoned()).isEqualTo(1);
            assertThat(reached).hasValue(0);

            assertThat(stuck.letGo()).isTrue();
            watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");
            Expect.whole(get(client, "/app"), "app");
            assertThat(watched.watchdog.refused()).isEqualTo(5);
            assertThat(watched.reports.all())
                    .noneMatch(report -> report.request().path().equals("/app"));
        });
    }

    @EachSetup(virtualThreads = false)
    void oneEndOfManyLetsOneIn(Setup setup) throws Exception {
        TimeoutPolicy two = ONE.toBuilder().maxAbandoned(2).build();
        try (Stuck second = new Stuck()) {
            Watched watched = Watched.under(setup, two);
            watched.builder.handle("/second", second.sleeping(Handlers.NOTHING));
            atTheLimit(watched, (same, stuck, server, client) -> {
                Expect.whole(get(client, "/app"), "app");
                Expect.timeoutAnswer(get(client, "/second"), 504);
                areAbandoned(watched, 2);
                isRefusal(get(client, "/app"));

                assertThat(second.letGo()).isTrue();
                watched.reports.await(TimeoutEvent.ENDED_LATE, "/second");
                Expect.whole(get(client, "/app"), "app");
                assertThat(stuck.isInside()).isTrue();
            });
        }
    }

    @EachSetup(virtualThreads = false)
    void requestsUnderAPolicyWithoutAbortAreLetIn(Setup setup) throws Exception {
        for (TimeoutAction action :
                new TimeoutAction[] {TimeoutAction.LOG, TimeoutAction.CANCEL, TimeoutAction.INTERRUPT}) {
            RoutePolicy abort = RoutePolicy.of(ONE);
            RoutePolicy other = RoutePolicy.of(ONE.toBuilder()
                    .timeout(Duration.ofMinutes(1))
                    .onTimeout(action)
                    .build());
            reached.set(0);
            Watched watched =
                    Watched.by(setup, request -> request.getRequestURI().equals("/stuck") ? abort : other);
            atTheLimit(watched, (same, stuck, server, client) -> {
                Expect.whole(get(client, "/app"), "app");
                assertThat(reached).hasValue(1);
                assertThat(watched.watchdog.refused()).isZero();
            });
        }
    }

    /** A client can have its answer a moment before its request is counted. */
    private static void areAbandoned(Watched watched, int count) {
        Awaitility.await("abandoned requests")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> watched.watchdog.abandoned() == count);
    }

    /** A whole answer that leaves the connection open. */
    private static void isRefusal(Response response) {
        AnswerIT.isWhole(response, 504);
        assertThat(response.header("Retry-After")).isEqualTo("7");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Connection")).isNotEqualTo("close");
        assertThat(response.text()).contains("The server takes no more requests at the moment.");
    }

    private static Response get(Client client, String path) {
        return client.get(path).await(Watched.PATIENCE);
    }
}
