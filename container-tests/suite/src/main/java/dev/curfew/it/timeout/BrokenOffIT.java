package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.H2_TLS;
import static dev.curfew.it.wire.Protocol.HTTPS_1_1;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RoutePolicy;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A response that can no longer be answered ends visibly broken, and frees whoever is blocked in it. */
final class BrokenOffIT {

    private static final TimeoutPolicy ABORT = Watched.policy(TimeoutAction.ABORT);
    private static final byte[] HALF = new byte[500];

    private static final Handler COMMIT = (request, response) -> {
        response.getOutputStream().write(HALF);
        response.flushBuffer();
    };
    private static final Handler COMMIT_WITH_LENGTH = (request, response) -> {
        response.setContentLength(1000);
        COMMIT.handle(request, response);
    };
    private static final Handler COMMIT_AND_CLOSE = (request, response) -> {
        response.setHeader("Connection", "close");
        COMMIT.handle(request, response);
    };

    private static final Handler WRITE_ON = (request, response) -> {
        response.getOutputStream().write(HALF);
        response.getOutputStream().close();
    };

    // ---- asleep behind half a response

    @EachSetup
    void halfAResponseWithoutALengthIsBroken(Setup setup) throws Exception {
        isBrokenWhileItsHandlerSleeps(setup, COMMIT);
    }

    @EachSetup
    void halfAResponseWithALengthIsBroken(Setup setup) throws Exception {
        isBrokenWhileItsHandlerSleeps(setup, COMMIT_WITH_LENGTH);
    }

    /** Nothing but the broken stream tells that more was to come. */
    @EachSetup
    void aHeadWithoutABodyIsBroken(Setup setup) throws Exception {
        isBrokenWhileItsHandlerSleeps(setup, (request, response) -> response.flushBuffer());
    }

    private static void isBrokenWhileItsHandlerSleeps(Setup setup, Handler commit) throws Exception {
        try (Watched watched = Watched.under(setup, Strangers.policy(TimeoutAction.ABORT));
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/half", Handlers.inOrder(commit, stuck.sleeping(WRITE_ON)));
            try (Client client = watched.start().client()) {
                Exchange exchange = client.get("/half");
                assertThat(exchange.awaitFirstByte(Watched.PATIENCE)).isTrue();
                assertThat(stuck.awaitEntered()).isTrue();
                watched.expire("/half");
                Response response = exchange.await(Watched.PATIENCE);
                assertThat(stuck.isInside()).as("the handler still sleeps").isTrue();
                assertThat(response.status()).as(response.toString()).isEqualTo(200);
                assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
                watched.reports.await(TimeoutEvent.EXPIRED, "/half");
                assertThat(stuck.letGo()).isTrue();
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/half");
                assertThat(ended.outcomes())
                        .contains(TimeoutOutcome.BROKEN_OFF)
                        .doesNotContain(TimeoutOutcome.ANSWERED);
                assertThat(String.valueOf(ended.completion())).isEqualTo("200");
                assertThat(watched.watchdog.abandoned()).isZero();
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    // ---- HTTP/1 without a length: only a reset tells that it is not whole

    @EachSetup(protocols = {HTTP_1_1, HTTPS_1_1})
    void anHttp10ResponseIsReset(Setup setup) throws Exception {
        isBrokenOnTheWire(setup, COMMIT, "GET /half HTTP/1.0\r\n\r\n", 200);
    }

    @EachSetup(protocols = {HTTP_1_1, HTTPS_1_1})
    void aResponseThatEndsWithItsConnectionIsReset(Setup setup) throws Exception {
        isBrokenOnTheWire(setup, COMMIT_AND_CLOSE, "GET /half HTTP/1.1\r\nhost: localhost\r\n\r\n", 200);
    }

    @EachSetup(protocols = {HTTP_1_1, HTTPS_1_1})
    void aResponseToAClientThatClosesIsBroken(Setup setup) throws Exception {
        isBrokenOnTheWire(setup, COMMIT, "GET /half HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 200);
    }

    /** Undertow holds even a flushed response back while it sees a next request. */
    @EachSetup(protocols = {HTTP_1_1, HTTPS_1_1})
    void aPipelinedRequestBehindABrokenResponseIsNotAnswered(Setup setup) throws Exception {
        isBrokenOnTheWire(
                setup,
                COMMIT,
                "GET /half HTTP/1.1\r\nhost: localhost\r\n\r\nGET /fast HTTP/1.1\r\nhost: localhost\r\n\r\n",
                200,
                0);
    }

    private static void isBrokenOnTheWire(Setup setup, Handler commit, String request, Object... status)
            throws Exception {
        try (Watched watched = Watched.under(setup, ABORT);
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/half", Handlers.inOrder(commit, stuck.sleeping(WRITE_ON)));
            RunningServer server = watched.start();
            try (RawHttp1 connection = server.http1()) {
                connection.send(request);
                Response response = connection.read(Watched.PATIENCE);

                assertThat(stuck.isInside()).isTrue();
                assertThat(response.status()).as(response.toString()).isIn(status);
                assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
                assertThat(connection.awaitClose(Watched.PATIENCE)).isIn(Ending.CLOSED, Ending.RESET);
                assertThat(stuck.letGo()).isTrue();
                watched.reports.await(TimeoutEvent.ENDED_LATE, "/half");
            }
            try (RawHttp1 next = server.http1()) {
                next.send("GET /fast HTTP/1.1\r\nhost: localhost\r\n\r\n");
                assertThat(next.read(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    // ---- other streams of the same connection

    @EachSetup(protocols = {H2C, H2_TLS})
    void theOtherStreamsOfTheConnectionGoOn(Setup setup) throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        Handler slowlyWhole = (request, response) -> {
            response.getOutputStream().print("first,");
            response.flushBuffer();
            letGo.await();
            response.getOutputStream().print("second");
        };
        RoutePolicy hasty = RoutePolicy.of(ABORT);
        RoutePolicy patient = RoutePolicy.of(Strangers.policy(TimeoutAction.ABORT));
        try (Watched watched =
                        Watched.by(setup, request -> request.getRequestURI().equals("/half") ? hasty : patient);
                Stuck stuck = new Stuck()) {
            watched.builder
                    .handle("/half", Handlers.inOrder(COMMIT, stuck.sleeping(WRITE_ON)))
                    .handle("/slowly", slowlyWhole);
            try (Client client = watched.start().client()) {
                Exchange other = client.get("/slowly");
                assertThat(other.awaitFirstByte(Watched.PATIENCE)).isTrue();
                Response broken = client.get("/half").await(Watched.PATIENCE);
                assertThat(broken.ending()).as(broken.toString()).isEqualTo(Ending.RESET);
                letGo.countDown();

                Response whole = other.await(Watched.PATIENCE);
                assertThat(whole.ending()).as(whole.toString()).isEqualTo(Ending.COMPLETE);
                assertThat(whole.text()).isEqualTo("first,second");
                assertThat(stuck.letGo()).isTrue();
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    // ---- blocked in I/O

    @EachSetup
    void aWriterBlockedByAClientThatDoesNotReadComesFree(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Handler endless = (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[16 * 1024]);
                }
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        };
        ClientOptions narrow = ClientOptions.defaults().withReceiveBuffer(16 * 1024);
        try (Watched watched = Watched.under(setup, ABORT)) {
            watched.builder.handle("/endless", endless);
            RunningServer server = watched.start();
            try (Client client = server.client(narrow)) {
                Exchange exchange = client.send(RequestSpec.get("/endless").withoutReading());

                assertThat(thrown.get(15, TimeUnit.SECONDS)).isInstanceOf(Exception.class);
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
                exchange.resumeReading();
                Response response = exchange.await(Watched.PATIENCE);
                assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/endless");
                assertThat(ended.outcomes()).contains(TimeoutOutcome.BROKEN_OFF);
                assertThat(watched.watchdog.abandoned()).isZero();
            }
        }
    }

    @EachSetup
    void aReaderOfABodyThatDoesNotComeIsToldAndItsClientGetsAWhole408(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (Watched watched = Watched.under(setup, ABORT)) {
            watched.builder.handle("/read", reading(thrown));
            try (Client client = watched.start().client()) {
                Response response = client.send(
                                RequestSpec.post("/read", "first,second").sendingOnly(6))
                        .await(Watched.PATIENCE);

                assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
                assertThat(response.status()).isEqualTo(408);
                assertThat(response.lengthMatches()).isTrue();
                assertThat(response.text()).contains("\"status\":408").contains("did not arrive");
                assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(Exception.class);
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/read");
                assertThat(ended.outcomes()).contains(TimeoutOutcome.ANSWERED);
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    @EachSetup
    void aReaderBehindHalfAResponseComesFreeAndItsClientSeesItBroken(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (Watched watched = Watched.under(setup, ABORT)) {
            watched.builder.handle("/read", Handlers.inOrder(COMMIT, reading(thrown)));
            try (Client client = watched.start().client()) {
                Response response = client.send(
                                RequestSpec.post("/read", "first,second").sendingOnly(6))
                        .await(Watched.PATIENCE);

                assertThat(response.status()).isEqualTo(200);
                assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
                assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(Exception.class);
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/read");
                assertThat(ended.outcomes()).contains(TimeoutOutcome.BROKEN_OFF);
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    /** It returns before the deadline's enforcer looks at the response: an action before that takes its time. */
    @EachSetup
    void aReaderThatIsRefusedBehindHalfAResponseAndReturnsLeavesItBroken(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch expired = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Handler readsOnExpiry = (request, response) -> {
            assertThat(Deadline.current().onExpiry(() -> {
                        expired.countDown();
                        awaitUnchecked(letGo);
                    }))
                    .isNotNull();
            expired.await();
            try {
                request.getInputStream().readAllBytes();
            } catch (IOException e) {
                thrown.complete(e);
            }
        };
        TimeoutPolicy cancelFirst = Watched.policy(TimeoutAction.CANCEL, TimeoutAction.ABORT);
        try (Watched watched = Watched.under(setup, cancelFirst)) {
            watched.builder.handle("/read", Handlers.inOrder(COMMIT, readsOnExpiry));
            try (Client client = watched.start().client()) {
                Response response = client.send(
                                RequestSpec.post("/read", "first,second").sendingOnly(6))
                        .await(Watched.PATIENCE);
                letGo.countDown();

                Expect.broken(response);
                assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/read");
                assertThat(ended.outcomes()).contains(TimeoutOutcome.BROKEN_OFF);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Handler reading(CompletableFuture<Throwable> thrown) {
        return (request, response) -> {
            try {
                byte[] body = request.getInputStream().readAllBytes();
                thrown.complete(new AssertionError("read " + body.length + " bytes as if they were all"));
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        };
    }
}
