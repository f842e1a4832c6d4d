package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.curfew.Deadline;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingCallsTest {

    private static final RequestDescription ORDERS = new RequestDescription("GET", "/orders/7", "/orders/*");

    private final ManualWatchdog test = new ManualWatchdog();

    @AfterEach
    void end() {
        test.close();
    }

    private Deadline watch(int seconds, String onTimeout) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(seconds))
                .set("on-timeout", onTimeout)
                .build();
        return test.watch(policy, ORDERS).deadline();
    }

    @Test
    void callsEndFiftyMillisecondsBeforeTheDeadline() {
        watch(10, "cancel");
        assertThat(OutgoingCalls.defaults().begin().timeLeft()).isEqualTo(Duration.ofMillis(9_950));
    }

    @Test
    void marginTakesNoMoreThanHalfOfWhatIsLeft() {
        watch(10, "cancel");
        OutgoingCalls calls =
                OutgoingCalls.builder().margin(Duration.ofSeconds(30)).build();
        assertThat(calls.begin().timeLeft()).isEqualTo(Duration.ofSeconds(5));
        test.passSeconds(9.98);
        assertThat(OutgoingCalls.defaults().begin().timeLeft()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void callThatBeginsTooLateIsRefused() {
        Deadline deadline = watch(10, "cancel");
        test.passSeconds(10);
        OutgoingCall call = OutgoingCalls.defaults().begin();
        assertThat(call.isEnded()).isTrue();
        assertThat(call.timeLeft()).isEqualTo(Duration.ofMillis(1));
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(call::throwIfEnded)
                .withMessage("Request " + deadline.requestId() + " has no time left for a call to another server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "interrupt,abort"})
    void callsAreLeftAloneUnderAPolicyThatDoesNotCancel(String onTimeout) {
        watch(10, onTimeout);
        assertThat(OutgoingCalls.defaults().begin()).isNull();
    }

    @Test
    void callsAreLeftAloneOutsideARequestAndWithoutADeadline() {
        assertThat(OutgoingCalls.defaults().begin()).isNull();
        watch(10, "cancel").disable();
        assertThat(OutgoingCalls.defaults().begin()).isNull();
    }

    @Test
    void whatEndsACallRunsOnceAtTheDeadline() {
        Deadline deadline = watch(10, "cancel");
        OutgoingCall call = OutgoingCalls.defaults().begin();
        List<String> ran = new CopyOnWriteArrayList<>();
        call.onEnd(() -> ran.add("first"));
        call.onEnd(() -> ran.add("second"));
        deadline.restart(Duration.ofNanos(1));
        test.passSeconds(1);
        await().until(() -> !ran.isEmpty());
        call.onEnd(() -> ran.add("third"));
        call.close();
        call.onEnd(() -> ran.add("fourth"));
        assertThat(ran).containsExactly("second", "third");
    }

    @Test
    void callThatIsOverIsNotEnded() {
        watch(10, "cancel");
        OutgoingCall call = OutgoingCalls.defaults().begin();
        List<String> ran = new CopyOnWriteArrayList<>();
        call.onEnd(() -> ran.add("ended"));
        call.close();
        call.close();
        test.passSeconds(10);
        assertThat(ran).isEmpty();
        assertThat(call.isEnded()).isFalse();
    }

    @Test
    void bodyThatWasEndedDoesNotLookWhole() throws Exception {
        watch(10, "cancel");
        OutgoingCall call = OutgoingCalls.defaults().begin();
        InputStream empty = call.body(new ByteArrayInputStream(new byte[0]) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                test.passSeconds(10); // as if it were closed meanwhile
                await().until(call::isEnded);
                return super.read(bytes, offset, length);
            }
        });
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(empty::readAllBytes);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(empty::read);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> empty.skip(1));
    }

    @ParameterizedTest
    @CsvSource({
        "orders.internal, http://orders.internal/a, true",
        "orders.internal, https://ORDERS.internal:8443/a, true",
        "orders.internal, http://x.orders.internal/, false",
        "orders.internal, http://ordersxinternal/, false",
        "orders.internal:8443, https://orders.internal:8443/, true",
        "orders.internal:8443, https://orders.internal/, false",
        "orders.internal:443, https://orders.internal/, true",
        "orders.internal:80, http://orders.internal/, true",
        "*.example.org, http://a.example.org/, true",
        "*.example.org, http://a.b.Example.ORG/, true",
        "*.example.org, http://example.org/, false",
        "*.example.org, http://.example.org/, false",
        "*.example.org, http://evilexample.org/, false",
        "*.example.org, http://a.example.org.evil.net/, false",
        "orders.internal, http://orders.internal@evil.net/, false",
        "[::1]:8080, http://[::1]:8080/, true",
        "orders-1.internal, mailto:a@orders.internal, false",
    })
    void serversAreToldWhereTheyAreConfigured(String host, URI uri, boolean told) {
        assertThat(OutgoingCalls.builder().announceTo(host).build().announcesTo(uri))
                .isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "*.", "http://a", "a b", "a:", "a:0", "a:65536", "a:8080:1", "a/*", "*.[::1]", "a*.b"})
    void hostThatIsNoneIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutgoingCalls.builder().announceTo(host))
                .withMessage(
                        "host: " + host + " (expected: a host such as orders.internal, or *.example.org for all below"
                                + " it, each with or without a port)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_orders", "*.my_cluster.local:8443", "orders-.internal", "1.2.3.400"})
    void hostThatNoUriHasIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutgoingCalls.builder().announceTo(host))
                .withMessage("host: " + host
                        + " (expected: a name that a URI can have, of letters, digits, dots and hyphens;"
                        + " java.net.URI finds no host in any other, so that this one would never be told)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.001S", "PT61S"})
    void marginOutOfBoundsIsRefused(Duration margin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutgoingCalls.builder().margin(margin))
                .withMessageContaining(" (expected: 0s to 1m; 0s leaves the handler no time to answer by itself)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Deadline", "X:Y", "X\r\nEvil"})
    void headerNameThatIsNoneIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutgoingCalls.builder().headerName(name))
                .withMessage("header name: " + name + " (expected: the name of a header, such as X-Request-Deadline)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc-timeout", "Grpc-Timeout", "X-Request-Start", "x-queue-start"})
    void headerThatIsReadInAnotherFormatIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutgoingCalls.builder().headerName(name))
                .withMessage("header name: " + name + " (expected: one whose value is whole milliseconds, such as"
                        + " X-Request-Deadline; this one is read in another format)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Authorization", "TE"})
    void headerOfHttpItselfIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutgoingCalls.builder().headerName(name))
                .withMessage("header name: " + name
                        + " (expected: one that HTTP does not use itself, such as X-Request-Deadline)");
    }

    @Test
    void headerCarriesTheRemainingMilliseconds() {
        Deadline deadline = watch(10, "cancel");
        OutgoingCalls calls =
                OutgoingCalls.builder().announceTo("orders.internal").build();
        OutgoingCall call = calls.begin();
        assertThat(call.headerFor(URI.create("http://orders.internal/"))).isEqualTo("10000");
        assertThat(call.headerFor(URI.create("http://other.internal/"))).isNull();
        deadline.shield(() -> assertThat(call.headerFor(URI.create("http://orders.internal/")))
                .isNull());
        test.passSeconds(9.9995);
        assertThat(call.headerFor(URI.create("http://orders.internal/"))).isEqualTo("1");
    }

    @Test
    void callOfAMovedDeadlineEndsThatMarginBeforeTheNewOne() throws Exception {
        OutgoingCalls calls =
                OutgoingCalls.builder().margin(Duration.ofMinutes(1)).build();
        try (RealRequests requests = new RealRequests()) {
            requests.run(2_000, "cancel", deadline -> {
                OutgoingCall call = calls.begin(); // ends after 1 s
                deadline.extendBy(Duration.ofSeconds(1));
                await().until(call::isEnded);
                assertThat(deadline.isExpired()).isFalse();
            });
        }
    }

    @Test
    void shieldedCallIsUnbounded() {
        Deadline deadline = watch(10, "cancel");
        deadline.shield(() -> {
            OutgoingCall call = OutgoingCalls.defaults().begin();
            assertThat(call.timeLeft()).isGreaterThan(Duration.ofDays(1));
            call.close();
        });
    }
}
