package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.http.OutgoingCalls;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

class BoundRequestsTest {

    private final Watchdog watchdog = Watchdog.builder().logging(false).build();
    private final List<String> happened = new ArrayList<>();

    @AfterEach
    void close() {
        watchdog.close();
    }

    private InFlightRequest watch(Duration timeout) {
        return watchdog.watch(
                TimeoutPolicy.builder(timeout).set("on-timeout", "cancel").build(),
                new RequestDescription("GET", "/orders/7", "/orders/*"));
    }

    private ClientHttpResponse intercept(ClientHttpRequestExecution client) throws Exception {
        HttpRequest request = new MockClientHttpRequest(HttpMethod.GET, URI.create("http://127.0.0.1/"));
        return new BoundRequests(OutgoingCalls.defaults()).intercept(request, new byte[0], client);
    }

    /** As a client that registers with no timer of its own: what it began has nobody else to end it. */
    private ClientHttpResponse waitForInterrupt(HttpRequest request, byte[] body) throws InterruptedIOException {
        CallsWithin.add(() -> happened.add("aborted"));
        try {
            TimeUnit.MINUTES.sleep(1);
        } catch (InterruptedException e) {
            happened.add("interrupted");
            throw new InterruptedIOException();
        }
        throw new AssertionError("not interrupted");
    }

    @Test
    @Timeout(20)
    void interruptedWaitEndsWhatTheClientBeganBeforeItsExceptionIsSeen() {
        InFlightRequest request = watch(Duration.ofMillis(200));
        assertThatThrownBy(() -> intercept(this::waitForInterrupt)).isInstanceOf(SocketTimeoutException.class);
        assertThat(happened).containsExactly("interrupted", "aborted");
        request.close();
    }

    @Test
    @Timeout(20)
    void answeredCallEndsNothing() throws Exception {
        InFlightRequest request = watch(Duration.ofMinutes(1));
        try (ClientHttpResponse response = intercept((ignored, body) -> {
            CallsWithin.add(() -> happened.add("aborted"));
            return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
        })) {
            assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
        }
        request.close();
        assertThat(happened).isEmpty();
    }

    @Test
    void callThatFailsOfItselfEndsNothing() {
        InFlightRequest request = watch(Duration.ofMinutes(1));
        assertThatThrownBy(() -> intercept((ignored, body) -> {
                    CallsWithin.add(() -> happened.add("aborted"));
                    throw new InterruptedIOException("the app's own");
                }))
                .hasMessage("the app's own");
        assertThat(happened).isEmpty();
        request.close();
    }
}
