package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.http.OutgoingCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

class BoundExchangesTest {

    private final Watchdog watchdog = Watchdog.builder().logging(false).build();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    BoundExchangesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI().getPath());
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals("/hang")) {
                    boolean unused = closing.await(10, TimeUnit.SECONDS);
                }
                exchange.sendResponseHeaders(200, -1);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
        watchdog.close();
    }

    private InFlightRequest request(Duration timeout, String onTimeout) {
        return watchdog.watch(
                TimeoutPolicy.builder(timeout)
                        .set("on-timeout", onTimeout)
                        .set("warn-at", "off")
                        .build(),
                new RequestDescription("GET", "/orders/7", "/orders/*"));
    }

    private Mono<?> call(String path) {
        WebClient.Builder builder = WebClient.builder();
        BoundExchanges.bind(builder, OutgoingCalls.defaults());
        return builder.build()
                .get()
                .uri("http://127.0.0.1:" + server.getAddress().getPort() + path)
                .retrieve()
                .toBodilessEntity();
    }

    /** The repetition begins on a thread of a timer. */
    private static Mono<?> repeated(Mono<?> call, Duration pause) {
        return call.retryWhen(Retry.fixedDelay(1, pause));
    }

    @Test
    void endedCallIsNotSentAgain() {
        try (InFlightRequest request = request(Duration.ofMillis(300), "cancel")) {
            Mono<?> call = repeated(call("/hang"), Duration.ofMillis(100));
            assertThatThrownBy(call::block)
                    .hasStackTraceContaining(
                            "Request " + request.id() + " has no time left for a call to another server");
        }
        assertThat(seen).containsExactly("/hang");
    }

    /** One that failed by itself is. */
    @Test
    void repetitionEndsWithTheRequest() {
        try (InFlightRequest request = request(Duration.ofSeconds(1), "cancel")) {
            Mono<?> call = call("/hang");
            Mono<?> refusedFirst = repeated(
                    Mono.defer(() -> seen.isEmpty() && seen.add("refused") ? Mono.error(new IOException()) : call),
                    Duration.ofMillis(10));
            assertThatThrownBy(refusedFirst::block)
                    .hasStackTraceContaining(
                            "Request " + request.id() + " has no time left for a call to another server");
        }
        assertThat(seen).containsExactly("refused", "/hang");
    }

    @Test
    void callThatIsMadeInARequestAndSentAfterItsEndGoesOn() {
        Mono<?> call;
        try (InFlightRequest request = request(Duration.ofMinutes(1), "cancel")) {
            assertThat(request.deadline().cancels()).isTrue();
            call = call("/late");
        }
        call.block();
        assertThat(seen).containsExactly("/late");
    }
}
