package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.curfew.TimeoutOutcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every client; each has a test of its own that says how it is called. */
public abstract class BoundClientTest {

    protected static final int TIMEOUT_MILLIS = 700;

    protected final LoopbackServer server = new LoopbackServer();
    protected final RealRequests requests = new RealRequests();
    protected final OutgoingCalls calls =
            OutgoingCalls.builder().announceTo("localhost").build();

    @AfterEach
    void end() throws Exception {
        closeClient();
        requests.close();
        server.close();
    }

    /** Gets a page with the client under test, and reads it to its end. */
    protected abstract String get(URI uri, Map<String, String> headers) throws Exception;

    /** How many connections of the client's pool are in use, or 0 where it does not say. */
    protected int leased() {
        return 0;
    }

    protected void closeClient() throws Exception {}

    /** Whether the client is set up to follow redirects. */
    protected boolean followsRedirects() {
        return true;
    }

    /** Whether a call that has begun gets the time that its request is given meanwhile. */
    protected boolean followsMovedDeadlines() {
        return true;
    }

    protected final String get(URI uri) throws Exception {
        return get(uri, Map.of());
    }

    /** After how many milliseconds a call may end at the latest, on an idle machine. */
    protected int latestMillis(String path) {
        return TIMEOUT_MILLIS + 150;
    }

    /** What is loaded by the first call is not to take the time of a request. */
    private void warmUp() throws Exception {
        assertThat(get(server.uri("/ok"))).isEqualTo("ok");
    }

    /** Calls, fails with a timeout, and says after how many milliseconds. */
    private long endsInTime(String path) throws Exception {
        warmUp();
        AtomicLong millis = new AtomicLong();
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            long begin = System.nanoTime();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(server.uri(path)))
                    .withStackTraceContaining("Request " + deadline.requestId() + " has no time left");
            millis.set(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        });
        System.out.println(
                getClass().getSimpleName() + " " + path + " of " + TIMEOUT_MILLIS + "ms ended after " + millis + "ms");
        poolIsWhole();
        assertThat(Thread.interrupted()).isFalse();
        return millis.get();
    }

    /** What ends a call may still be giving its connection back. */
    protected final void poolIsWhole() throws Exception {
        await().until(() -> leased() == 0);
        assertThat(get(server.uri("/ok"))).isEqualTo("ok");
    }

    @Test
    void callThatHangsEndsInTimeAndThePoolIsWhole() throws Exception {
        endsInTime("/hang");
    }

    @Test
    void bodyThatDripsEndsInTimeAndThePoolIsWhole() throws Exception {
        endsInTime("/drip");
    }

    @Test
    @Tag("latency")
    void callThatHangsEndsSoonAfterTheDeadlineAtTheLatest() throws Exception {
        assertThat(endsInTime("/hang")).isLessThanOrEqualTo(latestMillis("/hang"));
    }

    @Test
    @Tag("latency")
    void bodyThatDripsEndsSoonAfterTheDeadlineAtTheLatest() throws Exception {
        assertThat(endsInTime("/drip")).isLessThanOrEqualTo(latestMillis("/drip"));
    }

    @Test
    void callOfAnExpiredRequestIsNotSent() throws Exception {
        requests.run(20, "cancel", deadline -> {
            requests.expire();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(server.uri("/ok")))
                    .withStackTraceContaining("Request " + deadline.requestId() + " has no time left");
        });
        assertThat(server.seen()).isEmpty();
        assertThat(get(server.uri("/ok"))).isEqualTo("ok");
    }

    @Test
    void callIsLeftAloneUnderAPolicyThatDoesNotCancel() throws Exception {
        for (String onTimeout : new String[] {"log", "abort"}) {
            requests.run(200, onTimeout, deadline -> {
                assertThat(get(server.namedUri("/slow"))).isEqualTo("slow");
                assertThat(deadline.isExpired()).isTrue();
                assertThat(get(server.namedUri("/ok"))).isEqualTo("ok");
            });
        }
        assertThat(server.seen()).allMatch(each -> each.deadline() == null);
    }

    @Test
    void callInsideAShieldedSectionIsNotCut() throws Exception {
        requests.run(200, "cancel", deadline -> {
            assertThat(deadline.<String, Exception>shield(() -> get(server.namedUri("/slow"))))
                    .isEqualTo("slow");
            assertThat(deadline.remaining()).isZero();
        });
        assertThat(server.seen()).allMatch(each -> each.deadline() == null);
    }

    /** Does something on another thread when the server has been called for this path. */
    private Thread onceCalled(String path, Runnable action) {
        Thread other = new Thread(() -> {
            await().until(() ->
                    server.seen().stream().anyMatch(each -> each.path().equals(path)));
            action.run();
        });
        other.start();
        return other;
    }

    @Test
    void callGoesOnWhenItsDeadlineIsMoved() throws Exception {
        warmUp();
        requests.run(10_000, "cancel", deadline -> {
            deadline.restart(Duration.ofMillis(1_500)); // the server takes 2 s
            Thread mover = onceCalled("/slower", () -> deadline.extendBy(Duration.ofSeconds(8)));
            if (followsMovedDeadlines()) {
                assertThat(get(server.uri("/slower"))).isEqualTo("slow");
            } else {
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(server.uri("/slower")));
            }
            mover.join();
        });
    }

    @Test
    void callEndsWithADeadlineThatComesEarlier() throws Exception {
        requests.run(60_000, "cancel", deadline -> {
            Thread mover = onceCalled("/drip", () -> deadline.restart(Duration.ofMillis(300)));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(server.uri("/drip")))
                    .withStackTraceContaining("has no time left");
            mover.join();
        });
        poolIsWhole();
    }

    @Test
    void callThatEndsInTimeLeavesNothingBehind() throws Exception {
        warmUp();
        requests.run(TIMEOUT_MILLIS, "cancel", deadline -> {
            assertThat(get(server.uri("/ok"))).isEqualTo("ok");
            assertThat(requests.expire()).containsExactly(TimeoutOutcome.LOGGED);
        });
        assertThat(get(server.uri("/ok"))).isEqualTo("ok");
    }

    @Test
    void onlyServersThatAreConfiguredLearnHowLongTheRequestHas() throws Exception {
        requests.run(10_000, "cancel", deadline -> {
            get(server.uri("/foreign"));
            get(server.namedUri("/own"));
            get(server.namedUri("/set"), Map.of("X-Request-Deadline", "7"));
        });
        assertThat(server.seen()).extracting(LoopbackServer.Seen::path).containsExactly("/foreign", "/own", "/set");
        assertThat(server.seen().get(0).deadline()).isNull();
        assertThat(Integer.parseInt(server.seen().get(1).deadline())).isBetween(1, 10_000);
        assertThat(server.seen().get(2).deadline()).isEqualTo("7");
    }

    @Test
    void redirectToAnotherServerTellsItNothing() throws Exception {
        if (!followsRedirects()) {
            return;
        }
        requests.run(
                10_000,
                "cancel",
                deadline -> assertThat(get(server.namedUri("/moved"))).isEqualTo("ok"));
        assertThat(server.seen()).extracting(LoopbackServer.Seen::path).containsExactly("/moved", "/ok");
        assertThat(server.seen().get(1).deadline()).isNull();
    }
}
