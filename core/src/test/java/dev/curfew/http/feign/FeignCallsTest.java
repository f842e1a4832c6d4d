package dev.curfew.http.feign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.curfew.http.BoundClientTest;
import dev.curfew.http.LoopbackServer;
import feign.Client;
import feign.DefaultClient;
import feign.DefaultRetryer;
import feign.Feign;
import feign.FeignException;
import feign.Request;
import feign.RequestLine;
import feign.Response;
import feign.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feign's own client, on {@code HttpURLConnection}. */
class FeignCallsTest extends BoundClientTest {

    private final Client client = FeignCalls.bind(new DefaultClient(null, null), calls);

    static String get(Client client, URI uri, Map<String, String> headers, Request.Options options) throws IOException {
        Map<String, Collection<String>> all = new LinkedHashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        Request request = Request.create(Request.HttpMethod.GET, uri.toString(), all, null, null, null);
        try (Response response = client.execute(request, options);
                InputStream body = response.body().asInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (EndedCallException e) {
            throw (IOException) e.getCause();
        }
    }

    static Request.Options options(boolean followRedirects) {
        return new Request.Options(10, TimeUnit.SECONDS, 60, TimeUnit.SECONDS, followRedirects);
    }

    @Override
    protected String get(URI uri, Map<String, String> headers) throws IOException {
        return get(client, uri, headers, options(false));
    }

    @Override
    protected boolean followsRedirects() {
        return false;
    }

    /** The first read after the deadline ends a body. */
    @Override
    protected int latestMillis(String path) {
        return super.latestMillis(path) + (path.equals("/drip") ? LoopbackServer.DRIP_MILLIS : 0);
    }

    @Override
    protected boolean followsMovedDeadlines() {
        return false;
    }

    @Test
    void callThatFollowsRedirectsTellsNobody() throws Exception {
        requests.run(
                10_000,
                "cancel",
                deadline -> assertThat(get(client, server.namedUri("/moved"), Map.of(), options(true)))
                        .isEqualTo("ok"));
        assertThat(server.seen()).hasSize(2).allMatch(each -> each.deadline() == null);
    }

    @Test
    void clientsOwnTimeoutComesFirst() throws Exception {
        Request.Options impatient = new Request.Options(10, TimeUnit.SECONDS, 100, TimeUnit.MILLISECONDS, false);
        requests.run(
                60_000,
                "cancel",
                deadline -> assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> get(client, server.uri("/hang"), Map.of(), impatient))
                        .withMessage("Read timed out"));
    }

    interface Orders {

        @RequestLine("GET /hang")
        String hang();
    }

    /** Neither is the server asked once more in what little time is left, nor is there a pause, which would last a minute. */
    @Test
    @Timeout(20)
    void endedCallIsNotRepeated() throws Exception {
        Orders orders = Feign.builder()
                .client(client)
                .retryer(new DefaultRetryer(60_000, 60_000, 5))
                .target(Orders.class, server.uri("").toString());
        requests.run(300, "cancel", deadline -> {
            assertThatExceptionOfType(FeignException.class)
                    .isThrownBy(orders::hang)
                    .withMessageContaining(" has no time left for a call to another server executing GET http")
                    .withCauseInstanceOf(SocketTimeoutException.class);
            requests.expire();
            assertThatExceptionOfType(FeignException.class).isThrownBy(orders::hang);
        });
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void callThatFailsByItselfIsRepeated() throws Exception {
        Orders orders = Feign.builder()
                .client(client)
                .options(new Request.Options(10, TimeUnit.SECONDS, 100, TimeUnit.MILLISECONDS, false))
                .retryer(new DefaultRetryer(1, 1, 2))
                .target(Orders.class, server.uri("").toString());
        requests.run(
                60_000,
                "cancel",
                deadline -> assertThatExceptionOfType(RetryableException.class).isThrownBy(orders::hang));
        assertThat(server.seen()).hasSize(2);
    }
}
