package dev.curfew.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The handler runs on a thread of a real server. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class RandomPortTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @Value("${local.server.port}")
    int port;

    @Autowired
    RequestTimeouts requestTimeouts;

    @Autowired
    Warehouse warehouse;

    @AfterEach
    void free() {
        warehouse.reset();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
    }

    private HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        return client.send(get(path), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> ask(String path) {
        return client.sendAsync(get(path), BodyHandlers.ofString());
    }

    @Test
    void clientOfAHangingHandlerIsAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = ask("/hang");
        requestTimeouts.expireInFlight("GET", "/hang");
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }

    @Test
    void policyOfTheHandlersAnnotationHoldsHoweverEarlyTheRequestIsSeen() throws Exception {
        for (int i = 0; i < 50; i++) {
            CompletableFuture<HttpResponse<String>> answer = ask("/hang");
            requestTimeouts.expireInFlight("GET", "/hang");
            assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void waitingHandlerIsInterrupted() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = ask("/wait");
        requestTimeouts.expireInFlight(request -> "/wait".equals(request.route()));
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }

    @Test
    void deferredResultIsAnsweredForTheHandler() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = ask("/deferred");
        requestTimeouts.expireInFlight("GET", "/deferred");
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }

    @Test
    void requestToComeExpires() throws Exception {
        requestTimeouts.expireNext("GET", "/report");
        assertThat(answer("/report?all=true").statusCode()).isEqualTo(503);
        assertThat(warehouse.read).hasValue(0);
        assertThat(answer("/report").body()).isEqualTo("3 rows");
    }

    @Test
    void callableIsStopped() throws Exception {
        requestTimeouts.expireNext("GET", "/callable");
        assertThat(answer("/callable").statusCode()).isEqualTo(503);
        assertThat(warehouse.read).hasValue(0);
    }
}
