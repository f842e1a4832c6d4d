package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutEvent.ENDED_LATE;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static dev.curfew.TimeoutEvent.STUCK;
import static dev.curfew.TimeoutEvent.WARNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedRequestTest {

    private final TestWatchdog test = new TestWatchdog();

    @AfterEach
    void end() {
        test.close();
    }

    private WatchedRequest watch(WarnAt warnAt) {
        return test.watch(tenSeconds().toBuilder().warnAt(warnAt).build());
    }

    @Test
    void requestThatCompletesInTimeIsNotReported() {
        WatchedRequest request = watch(WarnAt.percent(80));
        test.passSeconds(7.999);

        assertThat(request.state()).isEqualTo(RequestState.RUNNING);
        assertThat(request.complete(Completion.of(200))).isTrue();
        assertThat(request.state()).isEqualTo(RequestState.COMPLETED);
        assertThat(test.watchdog.inFlight()).isZero();
        test.passSeconds(3600);
        assertThat(test.events()).isEmpty();
    }

    @Test
    void warningComesOnceAtItsShareOfTheTimeout() {
        WatchedRequest request = watch(WarnAt.percent(80));
        test.pass(Duration.ofNanos(7_999_999_999L));
        assertThat(request.state()).isEqualTo(RequestState.RUNNING);
        test.pass(Duration.ofNanos(1));
        assertThat(request.state()).isEqualTo(RequestState.WARNED);
        test.passSeconds(1);
        assertThat(request.complete(Completion.normal())).isTrue();

        TimeoutReport report = test.report(WARNED);
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(8));
        assertThat(report.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(report.late()).isZero();
        assertThat(report.outcomes()).isEmpty();
        assertThat(report.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(report.id()).isEqualTo(request.id());
        assertThat(report.request()).isEqualTo(TestWatchdog.ORDERS);
    }

    @Test
    void warningComesAfterItsFixedTime() {
        WatchedRequest request = watch(WarnAt.after(Duration.ofSeconds(3)));
        test.pass(Duration.ofNanos(2_999_999_999L));
        assertThat(request.state()).isEqualTo(RequestState.RUNNING);
        test.pass(Duration.ofNanos(1));
        assertThat(request.state()).isEqualTo(RequestState.WARNED);
    }

    @Test
    void warningThatIsOffDoesNotCome() {
        WatchedRequest request = watch(WarnAt.off());
        test.pass(Duration.ofNanos(9_999_999_999L));
        assertThat(request.state()).isEqualTo(RequestState.RUNNING);
        test.pass(Duration.ofNanos(1));
        assertThat(test.events()).containsExactly(EXPIRED);
    }

    @Test
    void warningThatComesTooLateIsNotGiven() {
        List<Runnable> held = new ArrayList<>();
        try (TestWatchdog slow = new TestWatchdog(builder -> builder.enforcing = held::add)) {
            WatchedRequest request = slow.watch(tenSeconds());
            slow.passSeconds(8);
            request.close();
            held.forEach(Runnable::run);
            assertThat(slow.events()).isEmpty();
        }
    }

    @Test
    void clockThatComesLateSkipsTheWarning() {
        test.watch(tenSeconds());
        test.passSeconds(12);

        TimeoutReport report = test.report(EXPIRED);
        assertThat(test.events()).containsExactly(EXPIRED);
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(12));
        assertThat(report.late()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void expiryComesExactlyOnceAndNotEarly() {
        WatchedRequest request = test.watch(tenSeconds());
        test.pass(Duration.ofNanos(9_999_999_999L));
        assertThat(request.isExpired()).isFalse();
        test.pass(Duration.ofNanos(1));
        assertThat(request.isExpired()).isTrue();
        assertThat(request.isAborted()).isFalse();
        assertThat(request.state()).isEqualTo(RequestState.EXPIRED);
        test.passSeconds(1);
        test.handleDue();

        TimeoutReport report = test.report(EXPIRED);
        assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(10));
        assertThat(report.outcomes()).containsExactly(TimeoutOutcome.LOGGED);
        assertThat(report.outcome()).isEqualTo(TimeoutOutcome.LOGGED);
        assertThat(report.completion()).isNull();
    }

    @Test
    void lateEndIsReportedOnceWithHowLateAndHow() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(10);
        test.passSeconds(2.5);

        assertThat(request.complete(Completion.of(200))).isFalse();
        assertThat(request.complete(Completion.of(500))).isFalse();
        request.close();
        request.completeNow(Completion.normal());
        test.passSeconds(3600);

        TimeoutReport report = test.report(ENDED_LATE);
        assertThat(report.late()).isEqualTo(Duration.ofMillis(2500));
        assertThat(report.elapsed()).isEqualTo(Duration.ofMillis(12500));
        assertThat(report.completion()).isEqualTo(Completion.of(200)).hasToString("200");
        assertThat(test.events()).containsExactly(EXPIRED, ENDED_LATE);
    }

    @Test
    void lateEndSaysWhatTheHandlerThrew() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(10);
        assertThat(request.complete(Completion.of(new IOException("secret")))).isFalse();

        assertThat(test.report(ENDED_LATE).completion()).hasToString("java.io.IOException");
    }

    @Test
    void requestThatOutlastsTheGraceIsCalledStuckOnceAndStillEnds() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(10);
        test.pass(Duration.ofNanos(9_999_999_999L));
        assertThat(request.state()).isEqualTo(RequestState.EXPIRED);
        test.pass(Duration.ofNanos(1));
        assertThat(request.state()).isEqualTo(RequestState.STUCK);
        test.passSeconds(3600);
        request.close();

        assertThat(test.events()).containsExactly(EXPIRED, STUCK, ENDED_LATE);
        assertThat(test.report(STUCK).elapsed()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void closeEndsTheRequestNormally() {
        WatchedRequest request = test.watch(tenSeconds());
        test.passSeconds(10);
        request.close();

        assertThat(test.report(ENDED_LATE).completion())
                .isEqualTo(Completion.normal())
                .hasToString("returned");
    }

    @Test
    void completionFromOutsideEndsTheRequestUnlessTheAnswerIsCurfews() {
        WatchedRequest ours = test.watch(tenSeconds(TimeoutAction.ABORT), (request, report) -> AnswerResult.ANSWERED);
        WatchedRequest theirs = test.watch(tenSeconds());
        WatchedRequest early = test.watch(tenSeconds(TimeoutAction.ABORT), (request, report) -> AnswerResult.ANSWERED);
        assertThat(early.completeUnlessAborted(Completion.normal())).isTrue();
        test.passSeconds(10);

        assertThat(ours.completeUnlessAborted(Completion.normal())).isFalse();
        assertThat(ours.state()).isEqualTo(RequestState.ABANDONED);
        assertThat(theirs.completeUnlessAborted(Completion.normal())).isTrue();
        assertThat(theirs.completeUnlessAborted(Completion.normal())).isTrue();
        assertThat(theirs.state()).isEqualTo(RequestState.COMPLETED);
    }

    @Test
    void idsAreUniqueAndSharedByRequestDeadlineAndReports() {
        WatchedRequest first = test.watch(tenSeconds());
        WatchedRequest second = test.watch(tenSeconds());

        assertThat(first.id()).isNotEmpty().isNotEqualTo(second.id());
        assertThat(first.deadline().requestId()).isEqualTo(first.id());
        assertThat(second.report().id()).isEqualTo(second.id());
    }

    @Test
    void snapshotShowsTheLongestRunningFirst() {
        WatchedRequest first = test.watch(tenSeconds());
        test.passSeconds(3);
        WatchedRequest second = test.watch(tenSeconds());
        second.deadline().disable();
        test.passSeconds(6);
        assertThat(first.state()).isEqualTo(RequestState.WARNED);

        assertThat(test.watchdog.snapshot(10))
                .containsExactly(
                        new RequestSnapshot(
                                first.id(),
                                TestWatchdog.ORDERS,
                                "default",
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(9),
                                RequestState.WARNED,
                                Thread.currentThread().getName()),
                        new RequestSnapshot(
                                second.id(),
                                TestWatchdog.ORDERS,
                                "default",
                                null,
                                Duration.ofSeconds(6),
                                RequestState.RUNNING,
                                Thread.currentThread().getName()));
        assertThat(test.watchdog.snapshot(1)).extracting(RequestSnapshot::id).containsExactly(first.id());
        assertThat(test.watchdog.snapshot(1).get(0).remaining()).isEqualTo(Duration.ofSeconds(1));
        assertThat(test.watchdog.inFlight()).isEqualTo(2);
    }

    @Test
    void debuggedJvmOnlyLogsWhereThePolicySaysSo() {
        try (TestWatchdog debugged = new TestWatchdog(builder -> builder.debugAgent = true)) {
            RecordingHandler handler = new RecordingHandler();
            TimeoutPolicy policy = tenSeconds(TimeoutAction.ABORT).toBuilder()
                    .logWhenDebugging(true)
                    .build();
            WatchedRequest request = debugged.watch(policy, handler);
            debugged.passSeconds(10);

            assertThat(request.isExpired()).isTrue();
            assertThat(request.isAborted()).isFalse();
            assertThat(handler.calls).isEmpty();
            assertThat(debugged.report(EXPIRED).policy().onTimeout()).containsExactly(TimeoutAction.LOG);
        }
    }

    @Test
    void debugAgentIsRecognizedByItsArguments() {
        assertThat(DebugAgent.isIn(List.of("-Xmx1g", "-agentlib:jdwp=transport=dt_socket")))
                .isTrue();
        assertThat(DebugAgent.isIn(List.of("-Xrunjdwp:transport=dt_socket"))).isTrue();
        assertThat(DebugAgent.isIn(List.of("-javaagent:mockito.jar", "-Xdebug")))
                .isFalse();
    }
}
