package dev.curfew.it.harness;

import static dev.curfew.it.wire.Protocol.HTTPS_1_1;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.Response;
import java.time.Duration;

/** The bytes of HTTP/1.1, against the container. */
final class Http1IT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Handler QUERY =
            (request, response) -> response.getWriter().write(request.getQueryString());

    @EachSetup(protocols = {HTTP_1_1, HTTPS_1_1})
    void pipelinedRequestsAreAnsweredInOrder(Setup setup) throws Exception {
        try (RunningServer server = setup.server().handle("/query", QUERY).start();
                RawHttp1 connection = server.http1()) {
            connection.send(get("/query?1") + get("/query?2") + get("/query?3"));

            assertThat(connection.read(PATIENCE).text()).isEqualTo("1");
            assertThat(connection.read(PATIENCE).text()).isEqualTo("2");
            assertThat(connection.read(PATIENCE).text()).isEqualTo("3");
            assertThat(connection.awaitClose(Duration.ofMillis(100))).isEqualTo(Ending.TIMEOUT);
        }
    }

    @EachSetup(
            protocols = {HTTP_1_1, HTTPS_1_1},
            virtualThreads = false)
    void anExceptionBehindHalfTheLengthIsSeenAsATruncation(Setup setup) throws Exception {
        Handler fail = (request, response) -> {
            response.setContentLength(2000);
            response.getOutputStream().write(new byte[1000]);
            response.flushBuffer();
            throw new IllegalStateException("planned");
        };
        try (RunningServer server = setup.server().handle("/fail", fail).start();
                RawHttp1 connection = server.http1()) {
            connection.send(get("/fail"));
            Response response = connection.read(PATIENCE);

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).hasSize(1000);
            assertThat(response.ending()).as("%s", response).isEqualTo(Ending.TRUNCATED);
        }
    }

    /** Undertow ends the chunks as if nothing had happened. */
    @EachSetup(
            protocols = {HTTP_1_1, HTTPS_1_1},
            virtualThreads = false)
    void anExceptionBehindTheFirstChunkIsSeenAsATruncationButOnUndertow(Setup setup) throws Exception {
        Handler fail = (request, response) -> {
            response.getOutputStream().write(new byte[1000]);
            response.flushBuffer();
            throw new IllegalStateException("planned");
        };
        try (RunningServer server = setup.server().handle("/fail", fail).start();
                RawHttp1 connection = server.http1()) {
            connection.send(get("/fail"));
            Response response = connection.read(PATIENCE);

            assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.body()).hasSize(1000);
            assertThat(response.ending())
                    .as("%s", response)
                    .isEqualTo(server.name().equals("undertow") ? Ending.COMPLETE : Ending.TRUNCATED);
        }
    }

    @EachSetup(
            protocols = {HTTP_1_1, HTTPS_1_1},
            virtualThreads = false)
    void connectionCloseIsHonoured(Setup setup) throws Exception {
        try (RunningServer server = setup.server().handle("/query", QUERY).start();
                RawHttp1 connection = server.http1()) {
            connection.send("GET /query?x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");

            assertThat(connection.read(PATIENCE).text()).isEqualTo("x");
            assertThat(connection.awaitClose(PATIENCE)).isEqualTo(Ending.CLOSED);
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n";
    }
}
