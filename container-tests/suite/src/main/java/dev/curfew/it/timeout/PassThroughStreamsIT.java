package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.curfew.RequestSnapshot;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.timeout.PassThrough.Visit;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is meant to last longer than any timeout: upgraded connections and server-sent events. */
final class PassThroughStreamsIT {

    @RegisterExtension
    static final PassThrough APP = new PassThrough(server -> server.handle("/upgrade", PassThroughStreamsIT::upgrade)
            .handle("/echo", (request, response) -> new NonBlockingEcho(request, response).begin()));

    /** Time enough to begin, on a machine that is busy with other things. */
    private static final TimeoutPolicy SHORT = Watched.policy(policy -> policy.timeout(Duration.ofSeconds(1))
            .onTimeout(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT, TimeoutAction.ABORT));

    /** Any request that has begun before this call is past its deadline behind it. */
    private static void passADeadline(RunningServer server) {
        try (Client other = server.client()) {
            Expect.timeoutAnswer(other.get("/slow").await(Watched.PATIENCE));
        }
    }

    private static Handler slow(Stuck stuck) {
        return stuck.sleeping(Handlers.NOTHING);
    }

    // ---- upgrade

    private static void upgrade(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", "echo");
        response.setHeader("Connection", "Upgrade");
        request.upgrade(PassThroughEcho.class);
    }

    private static RawHttp1 upgraded(RunningServer server) throws IOException {
        assumeFalse(server.name().startsWith("jetty"), "Jetty delivers nothing to this upgrade handler");
        RawHttp1 connection = server.http1();
        connection.send("GET /upgrade HTTP/1.1\r\nhost: localhost\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n");
        return connection;
    }

    private static void echoes(RawHttp1 connection, String text) throws IOException {
        connection.send(text);
        assertThat(new String(connection.readBytes(text.length(), Watched.PATIENCE)))
                .isEqualTo(text);
    }

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false)
    void connectionIsUpgraded(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(setup, (Visit) server -> {
            try (RawHttp1 connection = upgraded(server)) {
                Response response = connection.read(Watched.PATIENCE);
                echoes(connection, "one");
                echoes(connection, "x".repeat(10_000));
                return List.of(response);
            }
        });

        assertThat(seen.get(0).status()).isEqualTo(101);
        assertThat(seen.get(0).header("upgrade")).isEqualTo("echo");
    }

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false)
    void upgradedConnectionIsNotWatchedAnyMore(Setup setup) throws Exception {
        try (Watched watched = Watched.under(setup, SHORT);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/upgrade", PassThroughStreamsIT::upgrade).handle("/slow", slow(stuck));
            RunningServer server = watched.start();
            try (RawHttp1 connection = upgraded(server)) {
                assertThat(connection.read(Watched.PATIENCE).status()).isEqualTo(101);
                echoes(connection, "before the deadline");
                Expect.nothingLeft(watched.watchdog);

                passADeadline(server);

                echoes(connection, "after it");
                assertThat(watched.watchdog.snapshot(10))
                        .extracting(snapshot -> snapshot.request().path())
                        .doesNotContain("/upgrade");
            }
            assertThat(stuck.letGo()).isTrue();
            Expect.nothingLeft(watched.watchdog);
            assertThat(reportsOf(watched, "/upgrade")).isEmpty();
        }
    }

    private static List<TimeoutReport> reportsOf(Watched watched, String path) {
        return watched.reports.all().stream()
                .filter(report -> report.request().path().equals(path))
                .toList();
    }

    // ---- non-blocking I/O

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void bodyIsReadAndWrittenWithoutBlocking(Setup setup) throws Exception {
        String body = "0123456789".repeat(2_000);
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.post("/echo", body),
                RequestSpec.post("/echo", ""),
                RequestSpec.get("/echo"),
                RequestSpec.post("/echo?flush", body));

        assertThat(seen).extracting(Response::text).containsExactly(body, "", "", body);
    }

    /** Reads all that comes and then writes it, neither with a thread that waits. */
    private static final class NonBlockingEcho implements ReadListener, WriteListener {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final AsyncContext context;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int written;

        NonBlockingEcho(HttpServletRequest request, HttpServletResponse response) {
            this.request = request;
            this.response = response;
            this.context = request.startAsync();
        }

        void begin() throws IOException {
            context.setTimeout(20_000);
            request.getInputStream().setReadListener(this);
        }

        @Override
        public void onDataAvailable() throws IOException {
            ServletInputStream in = request.getInputStream();
            byte[] buffer = new byte[1_000];
            while (in.isReady() && !in.isFinished()) {
                int n = in.read(buffer);
                body.write(buffer, 0, Math.max(n, 0));
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            response.getOutputStream().setWriteListener(this);
        }

        @Override
        public void onWritePossible() throws IOException {
            ServletOutputStream out = response.getOutputStream();
            while (out.isReady()) {
                if (written == body.size()) {
                    context.complete();
                    return;
                }
                int n = Math.min(3_000, body.size() - written);
                out.write(body.toByteArray(), written, n);
                written += n;
                if (request.getQueryString() != null && out.isReady()) {
                    out.flush();
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            context.complete(); // the client sees that something is missing
        }
    }

    // ---- server-sent events

    private final CountDownLatch ends = new CountDownLatch(1);

    /** Sends an event, waits for the test, sends another and ends. */
    private void events(HttpServletResponse response) throws IOException, InterruptedException {
        response.getWriter().write("data: first\n\n");
        response.flushBuffer();
        assertThat(ends.await(20, TimeUnit.SECONDS)).isTrue();
        response.getWriter().write("data: last\n\n");
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void eventsGoOnBeyondTheTimeout(Setup setup) throws Exception {
        goOn(setup, (request, response) -> {
            response.setContentType("text/event-stream");
            events(response);
        });
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void eventsOfAnAsyncRequestGoOnBeyondTheTimeout(Setup setup) throws Exception {
        try (Elsewhere elsewhere = new Elsewhere()) {
            goOn(setup, (request, response) -> {
                AsyncContext context = request.startAsync();
                context.setTimeout(0);
                response.setHeader("content-type", "Text/Event-Stream;charset=UTF-8");
                elsewhere.now(() -> {
                    events(response);
                    context.complete();
                });
            });
            assertThat(elsewhere.thrown).isEmpty();
        }
    }

    private void goOn(Setup setup, Handler events) throws Exception {
        try (Watched watched = Watched.under(setup, SHORT);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/events", events).handle("/slow", slow(stuck));
            RunningServer server = watched.start();
            try (Client client = server.client()) {
                Exchange exchange = client.send(RequestSpec.get("/events"));
                assertThat(exchange.awaitFirstByte(Watched.PATIENCE)).isTrue();

                passADeadline(server);

                RequestSnapshot snapshot = watched.watchdog.snapshot(1).get(0);
                assertThat(snapshot.request().path()).isEqualTo("/events");
                assertThat(snapshot.age()).isGreaterThan(SHORT.timeout());
                assertThat(snapshot.timeout()).as("its timeout").isNull();
                ends.countDown();
                Response response = exchange.await(Watched.PATIENCE);
                assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
                assertThat(response.text()).isEqualTo("data: first\n\ndata: last\n\n");
            }
            assertThat(stuck.letGo()).isTrue();
            Expect.nothingLeft(watched.watchdog);
            assertThat(reportsOf(watched, "/events")).isEmpty();
        }
    }
}
