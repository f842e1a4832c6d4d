package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are read after {@code send} has returned, and what only this client has. */
class HttpClientBodiesTest {

    private static final int TIMEOUT_MILLIS = 700;

    private final LoopbackServer server = new LoopbackServer();
    private final RealRequests requests = new RealRequests();
    private final OutgoingCalls calls =
            OutgoingCalls.builder().announceTo("localhost").build();
    private final HttpClient client = DeadlineHttpClient.of(HttpClient.newHttpClient(), calls);

    @AfterEach
    void end() {
        requests.close();
        server.close();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(server.uri(path)).build();
    }

    /** What is loaded by the first call is not to take the time of a request. */
    private void warmUp() throws Exception {
        assertThat(client.send(request("/ok"), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void streamThatDripsEndsInTime() throws Exception {
        warmUp();
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            InputStream body = client.send(request("/drip"), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            assertThat(body.read()).isEqualTo('.');
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(body::readAllBytes)
                    .withStackTraceContaining("Request " + deadline.requestId() + " has no time left");
        });
        assertThat(client.send(request("/ok"), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void linesThatDripEndInTime() throws Exception {
        warmUp();
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            try (Stream<String> lines = client.send(request("/drip"), HttpResponse.BodyHandlers.ofLines())
                    .body()) {
                assertThatThrownBy(lines::toList)
                        .hasStackTraceContaining("Request " + deadline.requestId() + " has no time left");
            }
        });
    }

    @Test
    void publisherThatDripsEndsInTime() throws Exception {
        warmUp();
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            CountDownLatch ended = new CountDownLatch(1);
            client.send(request("/drip"), HttpResponse.BodyHandlers.ofPublisher())
                    .body()
                    .subscribe(new Flow.Subscriber<>() {
                        @Override
                        public void onSubscribe(Flow.Subscription subscription) {
                            subscription.request(Long.MAX_VALUE);
                        }

                        @Override
                        public void onNext(List<ByteBuffer> bytes) {}

                        @Override
                        public void onError(Throwable thrown) {
                            failure.set(thrown);
                            ended.countDown();
                        }

                        @Override
                        public void onComplete() {
                            ended.countDown();
                        }
                    });
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(failure.get()).isInstanceOf(HttpTimeoutException.class);
        });
    }

    @Test
    void publisherThatNobodyReadsHoldsNothingBeyondItsRequest() throws Exception {
        warmUp();
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            HttpResponse<?> unread = client.send(request("/drip"), HttpResponse.BodyHandlers.ofPublisher());
            assertThat(unread.statusCode()).isEqualTo(200);
            requests.expire();
        });
        assertThat(client.send(request("/ok"), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void futureOfACallThatHangsEndsInTime() throws Exception {
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            CompletableFuture<HttpResponse<Void>> answer =
                    client.sendAsync(request("/hang"), HttpResponse.BodyHandlers.discarding(), null);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(HttpTimeoutException.class)
                    .withMessageContaining("Request " + deadline.requestId() + " has no time left");
        });
    }

    @Test
    void futureOfACallThatBeginsTooLateFailsAtOnce() throws Exception {
        requests.run(20, "cancel", deadline -> {
            requests.expire();
            assertThat(client.sendAsync(request("/ok"), HttpResponse.BodyHandlers.ofString()))
                    .isCompletedExceptionally();
        });
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void callOfARequestThatCompletedInTimeGoesOn() throws Exception {
        warmUp();
        AtomicReference<CompletableFuture<HttpResponse<String>>> answer = new AtomicReference<>();
        requests.run(
                300,
                "cancel",
                deadline -> answer.set(client.sendAsync(request("/slow"), HttpResponse.BodyHandlers.ofString())));
        assertThat(answer.get().get(20, TimeUnit.SECONDS).body()).isEqualTo("slow");
    }

    @Test
    void cancelOfADependentFutureEndsTheExchange() throws Exception {
        requests.run(60_000, "cancel", deadline -> {
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(request("/hang"), HttpResponse.BodyHandlers.ofString());
            answer.thenApply(HttpResponse::body).cancel(true);
            assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                    .isInstanceOfAny(CancellationException.class, ExecutionException.class);
        });
    }

    @Test
    void interruptEndsSendAsItDoesWithoutCurfew() throws Exception {
        requests.run(60_000, "cancel", deadline -> {
            Thread caller = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                while (server.seen().isEmpty()) {
                    Thread.onSpinWait();
                }
                caller.interrupt();
            });
            interrupter.start();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> client.send(request("/hang"), HttpResponse.BodyHandlers.ofString()));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            interrupter.join();
        });
    }

    @Test
    void clientsOwnTimeoutComesFirst() throws Exception {
        HttpRequest impatient = HttpRequest.newBuilder(server.uri("/hang"))
                .timeout(Duration.ofMillis(100))
                .build();
        requests.run(
                60_000,
                "cancel",
                deadline -> assertThatExceptionOfType(HttpTimeoutException.class)
                        .isThrownBy(() -> client.send(impatient, HttpResponse.BodyHandlers.ofString()))
                        .withMessage("request timed out"));
    }

    @Test
    void clientThatFollowsRedirectsTellsNobody() throws Exception {
        HttpClient following = DeadlineHttpClient.of(
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build(),
                calls);
        requests.run(
                10_000,
                "cancel",
                deadline -> assertThat(following
                                .send(
                                        HttpClientSendTest.request(server.namedUri("/moved"), Map.of()),
                                        HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo("ok"));
        assertThat(server.seen()).hasSize(2).allMatch(each -> each.deadline() == null);
    }

    @Test
    void failureOfACallStaysWhatItIs() throws Exception {
        HttpRequest nobody = HttpRequest.newBuilder(server.uri("/ok")).build();
        server.close();
        requests.run(
                10_000,
                "cancel",
                deadline -> assertThatExceptionOfType(ConnectException.class)
                        .isThrownBy(() -> client.send(nobody, HttpResponse.BodyHandlers.ofString())));
    }

    @Test
    void clientIsAskedForItsOwnProperties() {
        HttpClient raw = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(3))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpClient bound = DeadlineHttpClient.of(DeadlineHttpClient.of(raw));
        assertThat(bound.connectTimeout()).isEqualTo(raw.connectTimeout());
        assertThat(bound.version()).isEqualTo(raw.version());
        assertThat(bound.followRedirects()).isEqualTo(raw.followRedirects());
        assertThat(bound.cookieHandler()).isEqualTo(raw.cookieHandler());
        assertThat(bound.proxy()).isEqualTo(raw.proxy());
        assertThat(bound.sslContext()).isSameAs(raw.sslContext());
        assertThat(bound.authenticator()).isEqualTo(raw.authenticator());
        assertThat(bound.executor()).isEqualTo(raw.executor());
        assertThat(bound.newWebSocketBuilder()).isNotNull();
        assertThat(bound).hasToString("DeadlineHttpClient of " + raw);
    }

    @Test
    void methodsOfLaterJdksReachTheClient() throws Exception {
        HttpClient raw = HttpClient.newHttpClient();
        DeadlineHttpClient bound = DeadlineHttpClient.of(raw);
        boolean since21 = Runtime.version().feature() >= 21;
        assertThat(bound.isTerminated()).isFalse();
        bound.shutdown();
        assertThat(bound.awaitTermination(Duration.ofSeconds(20))).isTrue();
        assertThat(bound.isTerminated()).isEqualTo(since21);
        if (since21) {
            assertThat(HttpClient.class.getMethod("isTerminated").invoke(raw)).isEqualTo(true);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> bound.send(request("/ok"), HttpResponse.BodyHandlers.ofString()));
        }
        bound.shutdownNow();
        bound.close();
    }
}
