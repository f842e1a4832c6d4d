package dev.curfew.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

class HttpClientSendTest extends BoundClientTest {

    private final HttpClient client = DeadlineHttpClient.of(HttpClient.newHttpClient(), calls);

    static HttpRequest request(URI uri, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        headers.forEach(builder::header);
        return builder.build();
    }

    @Override
    protected String get(URI uri, Map<String, String> headers) throws Exception {
        return client.send(request(uri, headers), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    protected boolean followsRedirects() {
        return false;
    }
}
