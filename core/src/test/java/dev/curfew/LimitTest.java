package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutEvent.ENDED_LATE;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static dev.curfew.TimeoutEvent.WARNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitTest {

    private static final Duration FLOOR = Duration.ofMillis(50);

    private final TestWatchdog test = new TestWatchdog();

    @AfterEach
    void end() {
        test.close();
    }

    private static TimeoutLimit caller(long millis) {
        return new TimeoutLimit(Duration.ofMillis(millis), FLOOR, Duration.ZERO);
    }

    private static TimeoutLimit queued(double seconds) {
        return new TimeoutLimit(null, FLOOR, seconds(seconds));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static TimeoutPolicy policy(double seconds) {
        return TimeoutPolicy.builder(seconds(seconds)).build();
    }

    private WatchedRequest limited(@Nullable TimeoutLimit limit) {
        WatchedRequest request = test.watch(tenSeconds());
        if (limit != null) {
            assertThat(request.limit(limit)).isTrue();
        }
        return request;
    }

    private static void assertRemaining(WatchedRequest request, double seconds) {
        assertThat(request.deadline().remaining()).isEqualTo(seconds(seconds));
    }

    @Test
    void callerCanMakeTheTimeoutShorterButNotLonger() {
        assertRemaining(limited(caller(800)), 0.8);
        assertRemaining(limited(caller(60_000)), 10);
    }

    @Test
    void callerCannotMakeItShorterThanTheFloor() {
        assertRemaining(limited(caller(1)), 0.05);
    }

    @Test
    void floorMakesNoPolicyLonger() {
        WatchedRequest request = limited(caller(1));
        request.apply(policy(0.02));
        assertRemaining(request, 0.02);
    }

    @Test
    void queueTimeCountsAgainstThePolicyAndNotAgainstTheCaller() {
        assertRemaining(limited(queued(1.2)), 8.8);
        assertRemaining(limited(new TimeoutLimit(Duration.ofSeconds(9), FLOOR, Duration.ofSeconds(3))), 7);
        assertRemaining(limited(new TimeoutLimit(Duration.ofSeconds(2), FLOOR, Duration.ofSeconds(3))), 2);
    }

    @Test
    void itCountsFromTheBeginning() {
        WatchedRequest request = limited(null);
        test.passSeconds(0.3);
        request.limit(caller(800));
        assertRemaining(request, 0.5);
        test.passSeconds(0.5);
        assertThat(test.report(EXPIRED).elapsed()).isEqualTo(Duration.ofMillis(800));
        assertThat(test.report(EXPIRED).timeout()).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void laterPolicyGivesNoMoreThanTheCaller() {
        WatchedRequest request = limited(caller(800));
        request.apply(policy(60));
        assertRemaining(request, 0.8);
        request.apply(policy(0.5));
        assertRemaining(request, 0.5);
        request.apply(policy(60));
        assertRemaining(request, 0.8);
    }

    @Test
    void queueTimeCountsAgainstALaterPolicyToo() {
        WatchedRequest request = limited(queued(1.2));
        request.apply(policy(60));
        assertRemaining(request, 58.8);
    }

    @Test
    void secondLimitTakesThePlaceOfTheFirst() {
        WatchedRequest request = limited(caller(800));
        request.limit(caller(5_000));
        assertRemaining(request, 5);
    }

    @Test
    void codeCanMoveTheDeadlineFromWhereTheLimitPutIt() {
        WatchedRequest request = limited(caller(800));
        assertThat(request.deadline().extendBy(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertRemaining(request, 2.8);
        request.apply(policy(60));
        assertRemaining(request, 2.8);
    }

    @Test
    void codeCanMoveItNoFurtherThanMaxExtensionBeyondTheLimit() {
        WatchedRequest request = test.watch(
                tenSeconds().toBuilder().maxExtension(Duration.ofSeconds(1)).build());
        request.limit(caller(800));
        assertThat(request.deadline().restart(Duration.ofSeconds(9))).isEqualTo(Duration.ofMillis(1800));
    }

    @Test
    void warningInPercentFollowsTheLimit() {
        limited(caller(800));
        test.passSeconds(0.64);
        assertThat(test.events()).containsExactly(WARNED);
    }

    @Test
    void warningAfterAFixedTimeDoesNotComeWhereTheLimitIsShorter() {
        WatchedRequest request = test.watch(tenSeconds().toBuilder()
                .warnAt(WarnAt.after(Duration.ofSeconds(5)))
                .build());
        request.limit(caller(800));
        test.passSeconds(0.799);
        assertThat(request.state()).isEqualTo(RequestState.RUNNING);
        test.passSeconds(20);
        request.close();
        assertThat(test.events()).doesNotContain(WARNED).contains(EXPIRED);
    }

    @Test
    void reportsSayWhyTheTimeoutIsWhatItIs() {
        assertThat(context(caller(800))).containsExactly(Map.entry("limit", "caller 800ms"));
        assertThat(context(caller(1))).containsExactly(Map.entry("limit", "caller 1ms, floor 50ms"));
        assertThat(context(queued(1.2))).containsExactly(Map.entry("queued", "1.200s"));
        assertThat(context(caller(60_000))).isEmpty();
    }

    private Map<String, String> context(TimeoutLimit limit) {
        return limited(limit).report().context();
    }

    @Test
    void reportsSayItBesideWhatTheAdapterKnows() {
        WatchedRequest request = limited(caller(800));
        request.describe(TestWatchdog.ORDERS, Map.of("traceId", "4bf9"));
        assertThat(request.report().context())
                .containsExactly(Map.entry("limit", "caller 800ms"), Map.entry("traceId", "4bf9"));
    }

    @Test
    void requestWhoseTimeIsOverExpiresBeforeLimitReturns() {
        RecordingHandler handler = new RecordingHandler();
        WatchedRequest request = test.watch(tenSeconds(ABORT), handler);
        assertThat(request.limit(queued(10))).isTrue();

        assertThat(request.isAborted()).isTrue();
        request.close();
        assertThat(handler.calls).containsExactly("answer", "aborted");
        TimeoutReport report = test.report(EXPIRED);
        assertThat(report.timeout()).isEqualTo(Duration.ZERO);
        assertThat(report.elapsed()).isEqualTo(Duration.ZERO);
        assertThat(report.note()).isEqualTo("its time was over when it came");
        assertThat(test.events()).containsExactly(EXPIRED, ENDED_LATE);
    }

    @Test
    void nothingOfItReachesTheThreadAfterItsEnd() {
        WatchedRequest request = test.watch(tenSeconds(ABORT, INTERRUPT), new RecordingHandler());
        request.limit(queued(11));
        request.close();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(Deadline.current().isUnlimited()).isTrue();
    }

    @Test
    void requestWhoseTimeIsOverIsOnlyReportedUnderLog() {
        WatchedRequest request = limited(queued(10));
        assertThat(request.isExpired()).isTrue();
        request.deadline().throwIfExpired();
        request.close();
        assertThat(test.events()).containsExactly(EXPIRED, ENDED_LATE);
    }

    @Test
    void policyThatHasNoTimeLeftAfterTheQueueExpiresTheRequestBeforeApplyReturns() {
        WatchedRequest request = limited(queued(3));
        request.apply(policy(2));
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void shieldedSectionHoldsOffALimitThatHasPassed() {
        WatchedRequest request = limited(null);
        test.passSeconds(1);
        request.deadline().shield(() -> {
            request.limit(caller(500));
            test.handleDue();
            assertThat(request.isExpired()).isFalse();
        });
        test.handleDue();
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void expiredCompletedAndExemptRequestsTakeNone() {
        WatchedRequest expired = limited(null);
        test.passSeconds(10);
        WatchedRequest completed = limited(null);
        completed.close();
        WatchedRequest exempt = limited(null);
        exempt.exempt();
        for (WatchedRequest each : List.of(expired, completed, exempt)) {
            assertThat(each.limit(caller(800))).isFalse();
            assertThat(each.report().context()).isEmpty();
        }
    }

    @Test
    void operatorCanAnswerARequestWhoseDeadlineTheClockHasNotComeTo() {
        RecordingHandler handler = new RecordingHandler();
        WatchedRequest request = test.watch(tenSeconds(), handler);
        test.now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(new RequestControl(request).abort()).isTrue();
        assertThat(handler.calls).containsExactly("answer", "aborted");
    }

    @Test
    void valuesOutOfBoundsAreRefused() {
        Duration day = TimeoutLimit.LONGEST;
        Duration more = day.plusNanos(1);
        assertThat(new TimeoutLimit(day, day, day).timeoutNanos(day.toNanos())).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeoutLimit(Duration.ZERO, FLOOR, Duration.ZERO))
                .withMessage("caller: 0s (expected: > 0; use null where the caller does not say)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeoutLimit(null, FLOOR, Duration.ofMillis(-1)))
                .withMessage("queued: -1ms (expected: >= 0; use 0s where that is not known)");
        for (Runnable bad : List.<Runnable>of(
                () -> new TimeoutLimit(more, FLOOR, Duration.ZERO),
                () -> new TimeoutLimit(null, more, Duration.ZERO),
                () -> new TimeoutLimit(null, FLOOR, more))) {
            assertThatIllegalArgumentException().isThrownBy(bad::run).withMessageContaining("<= 24h");
        }
    }
}
