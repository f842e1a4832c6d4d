package dev.curfew.it.harness;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.H2_TLS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp2;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Streams and windows of HTTP/2, against the container. */
final class Http2IT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Handler TEN_THOUSAND =
            (request, response) -> response.getOutputStream().write(new byte[10_000]);

    @EachSetup(protocols = {H2C, H2_TLS})
    void aTinyWindowHoldsAStreamAndLeavesTheOthersAlone(Setup setup) throws Exception {
        ClientOptions options = ClientOptions.defaults().withInitialWindow(10);
        try (RunningServer server = setup.server().handle("/body", TEN_THOUSAND).start();
                RawHttp2 client = server.http2(options)) {
            Exchange held = client.send(RequestSpec.get("/body").withoutReading());
            assertThat(held.awaitFirstByte(PATIENCE)).isTrue();
            Response free = client.get("/body").await(PATIENCE);
            Response part = held.await(Duration.ofMillis(50));

            assertThat(free.body()).hasSize(10_000);
            assertThat(part.ending()).isEqualTo(Ending.TIMEOUT);
            assertThat(part.body().length).isLessThanOrEqualTo(10);

            held.resumeReading();
            assertThat(held.await(PATIENCE).body()).hasSize(10_000);
            assertThat(client.violations()).isEmpty();
        }
    }

    /** Tomcat and Undertow end the stream as if nothing had happened. */
    @EachSetup(protocols = {H2C, H2_TLS})
    void anExceptionAfterTheFirstBytesResetsOnlyItsStreamOnJetty(Setup setup) throws Exception {
        Handler fail = (request, response) -> {
            response.getOutputStream().write(new byte[1000]);
            response.flushBuffer();
            throw new IllegalStateException("planned");
        };
        try (RunningServer server = setup.server()
                        .handle("/fail", fail)
                        .handle("/body", TEN_THOUSAND)
                        .start();
                RawHttp2 client = server.http2(ClientOptions.defaults())) {
            Response failed = client.get("/fail").await(PATIENCE);

            boolean honest = server.name().startsWith("jetty");
            assertThat(failed.ending()).as("%s", failed).isEqualTo(honest ? Ending.RESET : Ending.COMPLETE);
            assertThat(failed.errorCode() >= 0).isEqualTo(honest);
            assertThat(client.get("/body").await(PATIENCE).body()).hasSize(10_000);
            assertThat(client.ping(PATIENCE)).isTrue();
            assertThat(client.violations()).isEmpty();
        }
    }

    @EachSetup(
            protocols = {H2C, H2_TLS},
            virtualThreads = false)
    void aStoppedServerIsSeenAsAClosedConnection(Setup setup) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Handler stuck = (request, response) -> release.await();
        RunningServer server = setup.server().handle("/stuck", stuck).start();
        try (server;
                RawHttp2 client = server.http2(ClientOptions.defaults())) {
            Exchange exchange = client.get("/stuck");
            assertThat(client.ping(PATIENCE)).isTrue();
            server.close();
            release.countDown();

            assertThat(exchange.await(PATIENCE).ending().isBroken()).isTrue();
        }
    }
}
