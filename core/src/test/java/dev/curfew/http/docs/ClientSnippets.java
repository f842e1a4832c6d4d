package dev.curfew.http.docs;

import dev.curfew.http.DeadlineHttpClient;
import dev.curfew.http.OutgoingCalls;
import dev.curfew.http.apache.ApacheCalls;
import dev.curfew.http.feign.FeignCalls;
import dev.curfew.http.okhttp.OkHttpCalls;
import feign.Client;
import feign.DefaultClient;
import java.net.http.HttpClient;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/** Bound clients, as docs/http-clients.md shows them. */
final class ClientSnippets {

    private ClientSnippets() {}

    static HttpClient javaNetHttp() {
        // snippet begin
        HttpClient client = DeadlineHttpClient.of(HttpClient.newHttpClient());
        // snippet end
        return client;
    }

    static CloseableHttpClient apache() {
        // snippet begin
        CloseableHttpClient client = ApacheCalls.bind(HttpClients.custom()).build();
        // snippet end
        return client;
    }

    static OkHttpClient okHttp() {
        // snippet begin
        OkHttpClient client = OkHttpCalls.bind(new OkHttpClient.Builder()).build();
        // snippet end
        return client;
    }

    static Client feign() {
        // snippet begin
        Client client = FeignCalls.bind(new DefaultClient(null, null));
        // snippet end
        return client;
    }

    static HttpClient announcing() {
        // snippet begin
        OutgoingCalls calls = OutgoingCalls.builder()
                .margin(Duration.ofMillis(100))
                .announceTo("orders.internal", "*.example.org:8443")
                .build();
        HttpClient client = DeadlineHttpClient.of(HttpClient.newHttpClient(), calls);
        // snippet end
        return client;
    }
}
