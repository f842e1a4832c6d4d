package dev.curfew.http.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.curfew.http.BoundClientTest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.Test;

class ApacheCallsTest extends BoundClientTest {

    private final PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
    private final CloseableHttpClient client = ApacheCalls.bind(
                    HttpClients.custom().setConnectionManager(pool), calls)
            .build();

    @Override
    protected String get(URI uri, Map<String, String> headers) throws IOException {
        HttpGet request = new HttpGet(uri);
        headers.forEach(request::addHeader);
        return client.execute(request, response -> EntityUtils.toString(response.getEntity()));
    }

    @Override
    protected int leased() {
        return pool.getTotalStats().getLeased();
    }

    @Override
    protected void closeClient() throws IOException {
        client.close();
    }

    @Test
    void waitForAConnectionOfThePoolEndsInTime() throws Exception {
        pool.setDefaultMaxPerRoute(1);
        CountDownLatch leased = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread user = new Thread(() -> useConnection(leased, release));
        user.start();
        assertThat(leased.await(20, TimeUnit.SECONDS)).isTrue();
        requests.run(
                300,
                "cancel",
                deadline -> assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> get(server.uri("/ok")))
                        .withMessageContaining("has no time left"));
        release.countDown();
        user.join();
        poolIsWhole();
    }

    private void useConnection(CountDownLatch leased, CountDownLatch release) {
        try (ClassicHttpResponse response = client.executeOpen(null, new HttpGet(server.uri("/ok")), null)) {
            assertThat(response.getCode()).isEqualTo(200);
            leased.countDown();
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestThatWasCancelledCanBeSentAgain() throws Exception {
        HttpGet request = new HttpGet(server.uri("/slow"));
        requests.run(
                200,
                "cancel",
                deadline -> assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> client.execute(request, ClassicHttpResponse::getCode)));
        assertThat(client.<Integer>execute(request, ClassicHttpResponse::getCode))
                .isEqualTo(200);
    }

    /** The same object, which the app has kept. */
    @Test
    void requestWhoseAnswerWasCutOffCanBeSentAgain() throws Exception {
        HttpGet request = new HttpGet(server.uri("/drip"));
        requests.run(
                TIMEOUT_MILLIS,
                "cancel",
                deadline -> assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(
                                () -> client.execute(request, response -> EntityUtils.toString(response.getEntity()))));
        poolIsWhole();
        request.setUri(server.uri("/ok"));
        assertThat(client.<Integer>execute(request, ClassicHttpResponse::getCode))
                .isEqualTo(200);
    }

    @Test
    void requestThatCannotBeCancelledEndsInTimeToo() throws Exception {
        requests.run(
                TIMEOUT_MILLIS,
                "cancel",
                deadline -> assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> client.execute(
                                ClassicRequestBuilder.get(server.uri("/hang")).build(), ClassicHttpResponse::getCode)));
        poolIsWhole();
    }
}
