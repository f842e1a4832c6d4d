package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.it.EachSetup;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.container.SocketPeer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** What the headers of a trusted peer do to a request's deadline; the client is always at 127.0.0.1. */
final class InboundIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String NONE = "none";

    private static InboundDeadlines trusting(String... networks) {
        return InboundDeadlines.builder()
                .trustedNetworks(networks)
                .floor(Duration.ofSeconds(3))
                .queueTimeHeaders("X-Request-Start", "X-Queue-Start")
                .build();
    }

    /** {@code /left} says how many milliseconds the handler has; {@code /stuck} waits until it is stopped. */
    private static Watched watched(
            Setup setup, InboundDeadlines inbound, AtomicInteger called, TimeoutAction... actions) {
        TimeoutPolicy policy = TimeoutPolicy.builder(TIMEOUT).onTimeout(actions).build();
        Watched watched = Watched.with(
                setup.server(),
                UnaryOperator.identity(),
                (watchdog, resolver) -> new RequestTimeoutFilter(watchdog, resolver, inbound),
                policy);
        watched.builder
                .handle("/left", (request, response) -> {
                    called.incrementAndGet();
                    response.getWriter().print(Deadline.current().remaining().toMillis());
                })
                .handle("/stuck", (request, response) -> {
                    called.incrementAndGet();
                    try {
                        Thread.sleep(Watched.PATIENCE.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        return watched;
    }

    private static Response get(Client client, String path, String header, String value) {
        RequestSpec request = RequestSpec.get(path);
        return client.send(value.equals(NONE) ? request : request.header(header, value))
                .await(Watched.PATIENCE);
    }

    private static long left(Client client, String header, String value) {
        Response response = get(client, "/left", header, value);
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return Long.parseLong(response.text());
    }

    /** Milliseconds of which a slow machine may have taken a good part. */
    private static void assertAbout(long left, long millis) {
        assertThat(left).isBetween(Math.max(0, millis - 5_000), millis);
    }

    @EachSetup
    void callersShortenTheDeadlineAndNeverLengthenIt(Setup setup) throws Exception {
        InboundDeadlines inbound = trusting("127.0.0.0/8", "::1");
        try (Watched watched = watched(setup, inbound, new AtomicInteger(), TimeoutAction.ABORT);
                RunningServer server = watched.start();
                Client client = server.client()) {
            assertAbout(left(client, "grpc-timeout", "9S"), 9_000);
            assertAbout(left(client, "x-envoy-expected-rq-timeout-ms", "8000"), 8_000);
            assertAbout(left(client, "x-request-deadline", "7000"), 7_000);
            assertAbout(left(client, "x-request-deadline", "PT6S"), 6_000);
            assertAbout(left(client, "x-request-deadline", "1"), 3_000);
            assertAbout(left(client, "grpc-timeout", "99999999H"), 20_000);
            assertAbout(left(client, "x-request-deadline", NONE), 20_000);
            Expect.nothingLeft(watched.watchdog);
        }
    }

    @EachSetup
    void deadlineOfTheCallerIsKept(Setup setup) throws Exception {
        InboundDeadlines inbound =
                InboundDeadlines.builder().trustedNetworks("127.0.0.1").build();
        try (Watched watched =
                        watched(setup, inbound, new AtomicInteger(), TimeoutAction.INTERRUPT, TimeoutAction.ABORT);
                RunningServer server = watched.start();
                Client client = server.client()) {
            Expect.timeoutAnswer(get(client, "/stuck", "x-request-deadline", "400"));
            TimeoutReport report = watched.reports.await(TimeoutEvent.EXPIRED, "/stuck");
            assertThat(report.timeout()).hasMillis(400);
            assertThat(report.context()).containsEntry("limit", "caller 400ms");
            Expect.goesOn(client);
            Expect.nothingLeft(watched.watchdog);
        }
    }

    @EachSetup
    void untrustedPeersAreNotBelieved(Setup setup) throws Exception {
        InboundDeadlines inbound = trusting("10.0.0.0/8", "::1");
        try (Watched watched = watched(setup, inbound, new AtomicInteger(), TimeoutAction.ABORT);
                RunningServer server = watched.start();
                Client client = server.client()) {
            assertAbout(left(client, "x-request-deadline", "7000"), 20_000);
            assertThat(left(client, "x-request-deadline", "7000")).isGreaterThan(7_000);
            Response forged = client.send(RequestSpec.get("/left")
                            .header("x-forwarded-for", "10.1.2.3")
                            .header("forwarded", "for=10.1.2.3")
                            .header("x-request-deadline", "7000"))
                    .await(Watched.PATIENCE);
            assertThat(Long.parseLong(forged.text())).isGreaterThan(7_000);
            long longAgo = System.currentTimeMillis() - 60_000;
            assertThat(left(client, "x-request-start", Long.toString(longAgo))).isGreaterThan(7_000);
            assertThat(left(client, "x-request-deadline", "malformed")).isGreaterThan(7_000);
            assertThat(inbound.malformed("x-request-deadline")).isZero();
        }
    }

    @EachSetup
    void malformedValuesAreIgnoredAndCounted(Setup setup) throws Exception {
        InboundDeadlines inbound = trusting("127.0.0.0/8");
        try (Watched watched = watched(setup, inbound, new AtomicInteger(), TimeoutAction.ABORT);
                RunningServer server = watched.start();
                Client client = server.client()) {
            for (String value : new String[] {"0", "-1", "soon", "7".repeat(2_000)}) {
                assertThat(left(client, "x-request-deadline", value)).as(value).isGreaterThan(7_000);
            }
            assertThat(inbound.malformed("x-request-deadline")).isEqualTo(4);
        }
    }

    @EachSetup
    void queueTimeCountsAgainstTheTimeout(Setup setup) throws Exception {
        InboundDeadlines inbound = trusting("127.0.0.0/8");
        try (Watched watched = watched(setup, inbound, new AtomicInteger(), TimeoutAction.ABORT);
                RunningServer server = watched.start();
                Client client = server.client()) {
            long start = System.currentTimeMillis() - 11_000;
            assertAbout(left(client, "x-request-start", "t=" + start), 9_000);
            assertAbout(left(client, "x-queue-start", "t=" + start + "000"), 9_000);
            assertAbout(
                    left(client, "x-queue-start", start / 1000 + "." + (1000 + start % 1000 + "").substring(1)), 9_000);
            assertAbout(left(client, "x-request-start", Long.toString(start + 30_000)), 20_000);
        }
    }

    @EachSetup
    void requestWhoseTimeIsOverIsAnsweredWithoutItsHandler(Setup setup) throws Exception {
        AtomicInteger called = new AtomicInteger();
        TimeoutAction[] all = {TimeoutAction.CANCEL, TimeoutAction.INTERRUPT, TimeoutAction.ABORT};
        try (Watched watched = watched(setup, trusting("127.0.0.0/8"), called, all);
                RunningServer server = watched.start();
                Client client = server.client()) {
            Expect.goesOn(client); // to connect takes its time, which would count as queued
            for (int i = 0; i < 20; i++) {
                String start = Long.toString(System.currentTimeMillis() - 20_001);
                Expect.timeoutAnswer(get(client, "/left", "x-request-start", start));
                Expect.goesOn(client);
            }
            assertThat(called).hasValue(0);
            TimeoutReport report = watched.reports.await(TimeoutEvent.EXPIRED, "/left");
            assertThat(report.timeout()).isZero();
            assertThat(report.note()).contains("its time was over when it came");
            assertThat(report.context().get("queued")).startsWith("20.");
            assertThat(report.outcomes()).contains(TimeoutOutcome.ANSWERED);
            watched.reports.await(TimeoutEvent.ENDED_LATE, "/left");
            Expect.nothingLeft(watched.watchdog);
        }
    }

    @EachSetup
    void underLogItIsOnlyReported(Setup setup) throws Exception {
        AtomicInteger called = new AtomicInteger();
        try (Watched watched = watched(setup, trusting("127.0.0.0/8"), called);
                RunningServer server = watched.start();
                Client client = server.client()) {
            String start = Long.toString(System.currentTimeMillis() - 20_001);
            assertThat(left(client, "x-request-start", start)).isZero();
            assertThat(called).hasValue(1);
            assertThat(watched.reports.await(TimeoutEvent.EXPIRED, "/left").outcome())
                    .isEqualTo(TimeoutOutcome.LOGGED);
        }
    }

    /** What a request costs that has such a header; printed, as nobody can say what a machine needs. */
    @EachSetup(
            protocols = {Protocol.HTTP_1_1, Protocol.H2_TLS},
            virtualThreads = false)
    void peerIsThatOfTheSocket(Setup setup) throws Exception {
        try (RunningServer server = setup.server()
                        .handle("/peer", (request, response) -> {
                            InetAddress peer = SocketPeer.of(request);
                            for (int i = 0; i < 20_000; i++) {
                                peer = SocketPeer.of(request);
                            }
                            long begun = System.nanoTime();
                            for (int i = 0; i < 1_000; i++) {
                                peer = SocketPeer.of(request);
                            }
                            System.out.println(setup + ": the socket's peer is known in "
                                    + (System.nanoTime() - begun) / 1_000_000 + " us");
                            response.getWriter().print(peer.getHostAddress());
                        })
                        .start();
                Client client = server.client()) {
            Expect.whole(client.get("/peer").await(Watched.PATIENCE), "127.0.0.1");
        }
    }
}
