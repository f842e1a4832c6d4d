package dev.curfew.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.test.RequestTimeouts;
import dev.curfew.test.ShopApp;
import dev.curfew.test.Warehouse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(classes = ShopApp.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class RandomPortSnippetsTest {

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

    // snippet begin
    @Test
    void clientOfAHangingHandlerIsAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(get("/hang"), BodyHandlers.ofString());

        requestTimeouts.expireInFlight("GET", "/hang");

        assertThat(answer.get().statusCode()).isEqualTo(503);
    }
    // snippet end
}
