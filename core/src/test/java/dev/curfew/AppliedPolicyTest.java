package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static dev.curfew.TimeoutEvent.WARNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppliedPolicyTest {

    private static final TimeoutPolicy TWO_SECONDS =
            TimeoutPolicy.builder(Duration.ofSeconds(2)).name("short").build();
    private static final TimeoutPolicy MINUTE =
            TimeoutPolicy.builder(Duration.ofMinutes(1)).build();

    private final TestWatchdog test = new TestWatchdog();

    @AfterEach
    void end() {
        test.close();
    }

    @Test
    void itsTimeoutCountsFromTheBeginning() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(1);
        assertThat(request.apply(TWO_SECONDS)).isTrue();

        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(1));
        test.passSeconds(1);
        assertThat(test.report(EXPIRED).policy().name()).isEqualTo("short");
        assertThat(test.report(EXPIRED).elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void oneThatHasPassedAlreadyExpiresTheRequestAtOnce() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(3);
        assertThat(request.apply(TWO_SECONDS)).isTrue();
        test.handleDue();
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void longerOneWarnsAtItsOwnTime() {
        WatchedRequest request = test.watch(tenSeconds());
        request.apply(MINUTE);
        test.passSeconds(47.999);
        assertThat(request.state()).isEqualTo(RequestState.RUNNING);
        test.passSeconds(0.001);
        assertThat(test.events()).containsExactly(WARNED);
    }

    @Test
    void whatTheDeadlineWasMovedByStays() {
        WatchedRequest request = test.watch(tenSeconds());
        request.deadline().extendBy(Duration.ofSeconds(5));
        request.apply(TWO_SECONDS);
        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void itDecidesWhatHappensAtTheDeadline() {
        RecordingHandler handler = new RecordingHandler();
        WatchedRequest request = test.watch(tenSeconds(), handler);
        request.apply(tenSeconds(ABORT));
        test.passSeconds(10);
        assertThat(handler.calls).containsExactly("answer", "aborted");
    }

    @Test
    void expiredCompletedAndExemptRequestsKeepTheirs() {
        WatchedRequest expired = test.watch(tenSeconds());
        test.passSeconds(10);
        WatchedRequest completed = test.watch(tenSeconds());
        completed.close();
        WatchedRequest exempt = test.watch(tenSeconds());
        exempt.exempt();

        for (WatchedRequest each : List.of(expired, completed, exempt)) {
            assertThat(each.apply(TWO_SECONDS)).isFalse();
            assertThat(each.policy()).isEqualTo(tenSeconds());
        }
    }

    @Test
    void exemptRequestHasNoDeadlineAndIsNotReported() {
        WatchedRequest request = test.watch(tenSeconds());
        request.exempt();
        test.passSeconds(1000);
        assertThat(request.deadline().isUnlimited()).isTrue();
        assertThat(test.events()).isEmpty();
    }

    @Test
    void reportsCarryTheLatestDescriptionAndItsContext() {
        WatchedRequest request = test.watch(tenSeconds());
        request.describe(new RequestDescription("GET", "/orders/7", "/orders/{id}"), Map.of("traceId", "4bf9"));
        test.passSeconds(10);
        assertThat(test.report(EXPIRED).request().route()).isEqualTo("/orders/{id}");
        assertThat(test.report(EXPIRED).context()).containsOnly(Map.entry("traceId", "4bf9"));
    }

    @Test
    void policyIsAsTheDebuggerAllows() {
        try (TestWatchdog debugged = new TestWatchdog(builder -> builder.debugAgent = true)) {
            WatchedRequest request = debugged.watch(tenSeconds());
            request.apply(tenSeconds(ABORT).toBuilder().logWhenDebugging(true).build());
            assertThat(request.policy().enforces()).isFalse();
        }
    }
}
