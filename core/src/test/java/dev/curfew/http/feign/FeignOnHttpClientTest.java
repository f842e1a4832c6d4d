package dev.curfew.http.feign;

import dev.curfew.http.BoundClientTest;
import dev.curfew.http.DeadlineHttpClient;
import feign.Client;
import feign.http2client.Http2Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

/** Feign on a client that is bound itself, and can be stopped at any time. */
class FeignOnHttpClientTest extends BoundClientTest {

    private final Client client = new Http2Client(DeadlineHttpClient.of(
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build(), calls));

    @Override
    protected String get(URI uri, Map<String, String> headers) throws IOException {
        return FeignCallsTest.get(client, uri, headers, FeignCallsTest.options(false));
    }

    @Override
    protected boolean followsRedirects() {
        return false;
    }
}
