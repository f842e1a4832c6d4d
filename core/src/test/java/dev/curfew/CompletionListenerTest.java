package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletionListenerTest {

    private final TestWatchdog test = new TestWatchdog();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        CompletionListener listener = (request, policy, elapsedNanos, timeoutNanos) -> told.add(request.route() + " "
                + policy.name() + " " + Duration.ofNanos(elapsedNanos) + " of " + Duration.ofNanos(timeoutNanos));
        test.watchdog.addListener(listener);
    }

    @AfterEach
    void end() {
        test.close();
    }

    @Test
    void itIsToldOfEachCompletionOnce() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(3);
        request.close();
        request.close();
        request.completeNow(Completion.normal());
        assertThat(told).containsExactly("/orders/* default PT3S of PT10S");
    }

    @Test
    void itIsToldOfAnExpiredRequestWhenThatEnds() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(12);
        assertThat(told).isEmpty();
        request.completeNow(Completion.normal());
        assertThat(told).containsExactly("/orders/* default PT12S of PT10S");
    }

    @Test
    void extensionsCount() {
        WatchedRequest request = test.watch(tenSeconds());
        request.deadline().extendBy(Duration.ofSeconds(5));
        test.passSeconds(3);
        request.completeUnlessAborted(Completion.normal());
        assertThat(told).containsExactly("/orders/* default PT3S of PT15S");
    }

    @Test
    void requestWithoutDeadlineHasUsedNoShareOfIt() {
        WatchedRequest request = test.watch(tenSeconds());
        request.exempt();
        request.close();
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatThrowsHurtsNobody() {
        CompletionListener broken = (request, policy, elapsedNanos, timeoutNanos) -> {
            throw new IllegalStateException("broken");
        };
        test.watchdog.addListener(broken);
        test.watchdog.addListener((TimeoutReport report) -> told.add("late listener"));
        test.watch(tenSeconds()).close();
        assertThat(test.watchdog.faults()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }
}
