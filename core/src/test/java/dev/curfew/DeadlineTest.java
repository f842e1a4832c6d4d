package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static dev.curfew.TimeoutEvent.MOVED;
import static dev.curfew.TimeoutEvent.WARNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final TestWatchdog test = new TestWatchdog();

    @AfterEach
    void end() {
        test.close();
    }

    private Deadline watch(String maxExtension) {
        return test.watch(tenSeconds().toBuilder()
                        .set("max-extension", maxExtension)
                        .build())
                .deadline();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.000000001, 3, 7.999999999, 8, 9.5, 9.999999999})
    void fiveSecondsMoreAreFiveSecondsMoreAtAnyMoment(double moment) {
        Deadline deadline = watch("5m");
        test.passSeconds(moment);
        Duration before = deadline.remaining();

        assertThat(deadline.extendBy(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(deadline.remaining()).isEqualTo(before.plusSeconds(5));
        test.pass(deadline.remaining().minusNanos(1));
        assertThat(deadline.isExpired()).isFalse();
        test.pass(Duration.ofNanos(1));
        assertThat(deadline.isExpired()).isTrue();
        assertThat(test.report(EXPIRED).timeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(test.report(EXPIRED).elapsed()).isEqualTo(Duration.ofSeconds(15));
        assertThat(test.report(MOVED).note()).isEqualTo("moved by 5.000s");
    }

    @Test
    void remainingIsNeverNegative() {
        Deadline deadline = watch("5m");
        test.now.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.isExpired()).isFalse();
    }

    @Test
    void reportsOfMovesAreLimitedPerSecond() {
        Deadline deadline = watch("5m");
        for (int i = 0; i < 130; i++) {
            assertThat(deadline.extendBy(Duration.ofNanos(1))).isPositive();
        }
        deadline.disable();
        assertThat(test.watchdog.movesLeftOut()).isEqualTo(31);
        test.pass(Duration.ofSeconds(1).minusNanos(1));
        watch("5m").disable();
        assertThat(test.watchdog.movesLeftOut()).isEqualTo(32);
        test.pass(Duration.ofNanos(1));
        for (int i = 0; i < 70; i++) {
            watch("5m").disable();
        }

        assertThat(test.watchdog.movesLeftOut()).isEqualTo(32);
        assertThat(test.events()).hasSize(170).containsOnly(MOVED);
    }

    @Test
    void clockComesOnceASecondForMovesAndNotWithoutThem() {
        long before = test.watchdog.clock().pass(test.watchdog.nanos());
        Deadline deadline = watch("5m");
        deadline.disable();
        long now = test.watchdog.nanos();
        assertThat(before).isEqualTo(Timeline.NEVER);
        assertThat(test.watchdog.clock().pass(now + 5)).isEqualTo(now + 1_000_000_000);
        assertThat(test.watchdog.clock().pass(now + 1_000_000_000)).isGreaterThan(now + 5_000_000_000L);
    }

    @Test
    void extensionAndRestartTogetherAreCapped() {
        Deadline deadline = watch("30s");
        assertThat(deadline.extendBy(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
        test.passSeconds(10);
        assertThat(deadline.restart(Duration.ofSeconds(25))).isEqualTo(Duration.ofSeconds(25));
        assertThat(deadline.extendBy(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(5));
        assertThat(deadline.extendBy(Duration.ofSeconds(20))).isZero();
        assertThat(deadline.restart(Duration.ofHours(100))).isEqualTo(Duration.ofSeconds(30));
        assertThat(deadline.extendBy(Duration.ofDays(999_999))).isZero();

        test.pass(Duration.ofSeconds(30).minusNanos(1));
        assertThat(deadline.isExpired()).isFalse();
        test.pass(Duration.ofNanos(1));
        assertThat(deadline.isExpired()).isTrue();
        assertThat(test.events()).containsExactly(MOVED, MOVED, MOVED, WARNED, EXPIRED);
    }

    @Test
    void policyWithoutExtensionAllowsNone() {
        Deadline deadline = watch("0s");
        assertThat(deadline.extendBy(Duration.ofSeconds(5))).isZero();
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(10));
        assertThat(test.events()).isEmpty();
    }

    @Test
    void restartShortensAndWhatItTookCanBeGivenBack() {
        Deadline deadline = watch("30s");
        assertThat(deadline.restart(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        assertThat(deadline.extendBy(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(38));
        assertThat(deadline.restart(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        test.pass(Duration.ofSeconds(2).minusNanos(1));
        assertThat(deadline.isExpired()).isFalse();
        test.pass(Duration.ofNanos(1));
        assertThat(deadline.isExpired()).isTrue();
        assertThat(test.report(EXPIRED).timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void warningMovesWithTheDeadline() {
        Deadline deadline = watch("5m");
        test.passSeconds(7.9);
        deadline.extendBy(Duration.ofSeconds(10));
        test.pass(Duration.ofMillis(8_100).minusNanos(1));
        assertThat(test.watchdog.snapshot(1).get(0).state()).isEqualTo(RequestState.RUNNING);
        test.pass(Duration.ofNanos(1));

        assertThat(test.report(WARNED).elapsed()).isEqualTo(Duration.ofSeconds(16));
        assertThat(test.report(WARNED).timeout()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void warningIsNotRepeatedAfterAnExtension() {
        Deadline deadline = watch("5m");
        test.passSeconds(8);
        deadline.extendBy(Duration.ofSeconds(100));
        test.passSeconds(101);
        assertThat(test.events()).containsExactly(WARNED, MOVED);
    }

    @Test
    void nothingMovesAfterExpiry() {
        Deadline deadline = watch("5m");
        test.passSeconds(10);
        assertThat(deadline.extendBy(Duration.ofSeconds(5))).isZero();
        assertThat(deadline.restart(Duration.ofSeconds(5))).isZero();
        deadline.disable();
        assertThat(deadline.isUnlimited()).isFalse();
        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.isExpired()).isTrue();
        assertThat(test.events()).containsExactly(EXPIRED);
    }

    @Test
    void nothingMovesAfterCompletion() {
        WatchedRequest request = test.watch(tenSeconds());
        Deadline deadline = request.deadline();
        request.close();
        assertThat(deadline.extendBy(Duration.ofSeconds(5))).isZero();
        deadline.disable();
        assertThat(deadline.isUnlimited()).isFalse();
        assertThat(deadline.isExpired()).isFalse();
        assertThat(test.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -5_000_000_000L})
    void durationsMustBePositive(long nanos) {
        Deadline watched = watch("5m");
        Duration duration = Duration.ofNanos(nanos);
        for (Deadline deadline : new Deadline[] {watched, UnlimitedDeadline.INSTANCE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> deadline.extendBy(duration))
                    .withMessage("extendBy: " + Durations.text(duration)
                            + " (expected: > 0; use restart to shorten a timeout)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> deadline.restart(duration))
                    .withMessage("restart: " + Durations.text(duration)
                            + " (expected: > 0; use disable to take the deadline away)");
        }
    }

    @Test
    void disabledDeadlineNeverComes() {
        Deadline deadline = watch("5m");
        deadline.disable();
        deadline.disable();
        assertThat(deadline.isUnlimited()).isTrue();
        assertThat(deadline.remaining()).isEqualTo(FOREVER);
        assertThat(deadline.extendBy(Duration.ofSeconds(1))).isZero();
        assertThat(deadline.restart(Duration.ofSeconds(1))).isEqualTo(FOREVER);
        test.pass(Duration.ofDays(30));

        assertThat(deadline.isExpired()).isFalse();
        assertThat(test.watchdog.inFlight()).isEqualTo(1);
        assertThat(test.report(MOVED).note()).isEqualTo("disabled");
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCEL", "INTERRUPT", "ABORT"})
    void expiredRequestIsEndedByItsQuestionUnderAPolicyThatEnforces(TimeoutAction action) throws Exception {
        WatchedRequest request = test.watch(tenSeconds(action));
        assertThatCode(request.deadline()::throwIfExpired).doesNotThrowAnyException();
        test.passSeconds(10);

        assertThatExceptionOfType(RequestTimeoutException.class)
                .isThrownBy(request.deadline()::throwIfExpired)
                .withMessage("Request " + request.id() + " ran past its timeout of 10s")
                .matches(thrown -> thrown.requestId().equals(request.id()))
                .matches(thrown -> thrown.timeout().equals(Duration.ofSeconds(10)));
    }

    @Test
    void questionOfAnExpiredRequestChangesNothingUnderAPolicyThatLogs() {
        Deadline deadline = watch("5m");
        test.passSeconds(10);
        assertThat(deadline.isExpired()).isTrue();
        assertThatCode(deadline::throwIfExpired).doesNotThrowAnyException();
    }

    @Test
    void codeOutsideARequestHasAnUnlimitedDeadline() throws Exception {
        Deadline deadline = Deadline.current();
        assertThat(deadline.isUnlimited()).isTrue();
        assertThat(deadline.requestId()).isEmpty();
        assertThat(deadline.remaining()).isEqualTo(FOREVER);
        assertThat(deadline.isExpired()).isFalse();
        assertThat(deadline.extendBy(Duration.ofSeconds(1))).isZero();
        assertThat(deadline.restart(Duration.ofSeconds(1))).isEqualTo(FOREVER);
        deadline.disable();
        deadline.throwIfExpired();
        deadline.onExpiry(() -> {}).close();
        deadline.shield(() -> {});
        assertThat(deadline.<Integer, RuntimeException>shield(() -> 7)).isEqualTo(7);
    }

    @Test
    void currentDeadlineIsThatOfTheInnermostRequestThatRuns() {
        WatchedRequest outer = test.watch(tenSeconds());
        assertThat(Deadline.current().requestId()).isEqualTo(outer.id());
        WatchedRequest inner = test.watch(tenSeconds());
        assertThat(Deadline.current().requestId()).isEqualTo(inner.id());
        inner.close();
        assertThat(Deadline.current().requestId()).isEqualTo(outer.id());
        outer.close();
        assertThat(Deadline.current().isUnlimited()).isTrue();
    }

    @Test
    void currentDeadlineSkipsRequestsThatCompletedInAnotherOrder() {
        WatchedRequest outer = test.watch(tenSeconds());
        WatchedRequest inner = test.watch(tenSeconds());
        outer.close();
        assertThat(Deadline.current().requestId()).isEqualTo(inner.id());
        inner.close();
        assertThat(Deadline.current().isUnlimited()).isTrue();
    }

    @Test
    void currentDeadlineFollowsOnlyTheThreadThatIsAttached() {
        try (OtherThread other = new OtherThread()) {
            WatchedRequest request = test.watch(tenSeconds());
            assertThat(other.call(() -> Deadline.current().requestId())).isEmpty();
            request.detach();
            assertThat(Deadline.current().requestId()).isEmpty();
            other.run(request::attach);
            assertThat(other.call(() -> Deadline.current().requestId())).isEqualTo(request.id());
            assertThat(test.watchdog.snapshot(1).get(0).thread()).isEqualTo("other");
            other.run(request::detach);
            assertThat(other.call(() -> Deadline.current().requestId())).isEmpty();
            assertThat(test.watchdog.snapshot(1).get(0).thread()).isNull();
        }
    }

    @Test
    void requestThatIsCompletedElsewhereIsNoLongerCurrent() {
        try (OtherThread other = new OtherThread()) {
            WatchedRequest request = test.watch(tenSeconds());
            other.run(() -> request.completeNow(Completion.normal()));
            assertThat(Deadline.current().isUnlimited()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "log,cancel,abort"})
    void workIsCancelledWhereThePolicyCancelsAndThereIsADeadline(String onTimeout) {
        Deadline deadline = test.watch(acting(onTimeout)).deadline();
        assertThat(deadline.cancels()).isTrue();
        deadline.disable();
        assertThat(deadline.cancels()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "interrupt,abort"})
    void workIsLeftAloneWhereThePolicyDoesNotCancel(String onTimeout) {
        assertThat(test.watch(acting(onTimeout)).deadline().cancels()).isFalse();
    }

    @Test
    void workThatOutlivesARequestThatCompletedInTimeIsLeftAlone() {
        WatchedRequest inTime = test.watch(acting("cancel"));
        inTime.close();
        WatchedRequest late = test.watch(acting("cancel"));
        test.passSeconds(10);
        late.close();
        assertThat(inTime.deadline().cancels()).isFalse();
        assertThat(late.deadline().cancels()).isTrue();
    }

    @Test
    void workOfNoRequestIsLeftAlone() {
        assertThat(Deadline.current().cancels()).isFalse();
        assertThat(Deadline.current().isShielded()).isFalse();
    }

    @Test
    void deadlineSaysThatASectionIsShieldedUntilTheOutermostEnds() {
        Deadline deadline = watch("5m");
        assertThat(deadline.isShielded()).isFalse();
        deadline.shield(() -> {
            deadline.shield(() -> assertThat(deadline.isShielded()).isTrue());
            assertThat(deadline.isShielded()).isTrue();
        });
        assertThat(deadline.isShielded()).isFalse();
    }

    @Test
    void commitIsAShieldedSection() {
        Deadline deadline = test.watch(acting("cancel")).deadline();
        CommitFence.Commit commit = CommitFence.current().beginCommit();
        assertThat(deadline.isShielded()).isTrue();
        commit.end(CommitResult.COMMITTED);
        assertThat(deadline.isShielded()).isFalse();
    }

    private static TimeoutPolicy acting(String onTimeout) {
        return TimeoutPolicy.builder(Duration.ofSeconds(10))
                .set("on-timeout", onTimeout)
                .build();
    }
}
