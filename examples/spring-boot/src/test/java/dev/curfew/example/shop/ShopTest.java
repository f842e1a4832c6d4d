package dev.curfew.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.curfew.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** What a client of each controller sees, and that nobody is left at work. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(60)
class ShopTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @Value("${local.server.port}")
    int port;

    @Autowired
    Watchdog watchdog;

    @AfterEach
    void nobodyIsLeftAtWork() {
        await().atMost(Duration.ofSeconds(20)).until(() -> watchdog.inFlight() == 0);
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    private HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        return client.send(get(path), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"/products,      [{\"id\":1", "/reports/year,  A good year.", "/stocktaking,   All there."})
    void whatHasTheTimeIsAnswered(String path, String body) throws Exception {
        HttpResponse<String> answer = answer(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(body);
    }

    @ParameterizedTest
    @CsvSource({
        "/products/1/reviews",
        "/reports/sales",
        "/recommendations",
        "/inventory",
        "/prices",
        "/orders/7/tracking"
    })
    void whatTakesTooLongIsAnsweredInItsPlace(String path) throws Exception {
        HttpResponse<String> answer = answer(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void anOrderThatTakesTooLongIsNotMade() throws Exception {
        HttpRequest order = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders/3"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = client.send(order, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Curfew-Committed")).hasValue("none");
        nobodyIsLeftAtWork();
        assertThat(answer("/orders").body()).isEqualTo("0 orders\n");
    }

    @Test
    void eventsFlowBeyondTheTimeout() throws Exception {
        assertThat(answer("/offers").body().lines().filter(line -> !line.isEmpty()))
                .containsExactly("data:Offer 1", "data:Offer 2", "data:Offer 3", "data:Offer 4", "data:Offer 5");
    }

    @Test
    void halfAFileIsVisiblyBroken() throws Exception {
        HttpResponse<Stream<String>> answer = client.send(get("/catalog.csv"), BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> answer.body().collect(Collectors.toList()));
    }
}
