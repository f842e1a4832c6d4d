package dev.curfew.http.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.http.BoundClientTest;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

class OkHttpCallsTest extends BoundClientTest {

    private final OkHttpClient client = OkHttpCalls.bind(new OkHttpClient.Builder(), calls)
            .readTimeout(60, TimeUnit.SECONDS)
            .build();

    @Override
    protected String get(URI uri, Map<String, String> headers) throws IOException {
        Request.Builder request = new Request.Builder().url(uri.toString());
        headers.forEach(request::header);
        try (Response response = client.newCall(request.build()).execute()) {
            return response.body().string();
        }
    }

    @Override
    protected int leased() {
        return client.connectionPool().connectionCount()
                - client.connectionPool().idleConnectionCount();
    }

    @Override
    protected void closeClient() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    @Test
    void bodyKeepsItsTypeAndLength() throws Exception {
        requests.run(10_000, "cancel", deadline -> {
            Request request =
                    new Request.Builder().url(server.uri("/ok").toString()).build();
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.body().contentLength()).isEqualTo(2);
                assertThat(response.body().contentType()).isNull();
            }
        });
        assertThat(leased()).isZero();
    }
}
