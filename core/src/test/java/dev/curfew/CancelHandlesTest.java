package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutAction.LOG;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CancelHandlesTest {

    private static final int MORE_THAN_HANDLE_THREADS = 8;

    private final TestWatchdog test = new TestWatchdog();
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void end() {
        release.countDown();
        test.close();
    }

    private void run(String name) {
        ran.add(name);
    }

    private void block() {
        try {
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void handlesRunOnThreadsOfCurfewBeforeTheOtherActions() {
        RecordingHandler handler = new RecordingHandler();
        WatchedRequest request = test.watch(tenSeconds(CANCEL, ABORT), handler);
        List<Integer> answersBefore = new CopyOnWriteArrayList<>();
        request.deadline().onExpiry(() -> answersBefore.add(handler.calls.size()));
        request.deadline().onExpiry(() -> run(Thread.currentThread().getName()));
        test.passSeconds(10);
        await().until(() -> handler.calls.contains("answer"));

        assertThat(answersBefore).containsExactly(0);
        assertThat(ran).singleElement().asString().startsWith("curfew-cancel-");
        assertThat(test.report(EXPIRED).outcomes())
                .containsExactly(TimeoutOutcome.LOGGED, TimeoutOutcome.CANCELLED, TimeoutOutcome.ANSWERED);
    }

    @Test
    void handlesAreTakenInTheOrderOfTheirRegistration() {
        CancelHandles handles = new CancelHandles();
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        CancelHandles.Handle first = handles.add(request, () -> run("first"));
        CancelHandles.Handle second = handles.add(request, () -> run("second"));
        CancelHandles.Handle third = handles.add(request, () -> run("third"));
        CancelHandles.Handle fourth = handles.add(request, () -> run("fourth"));
        handles.remove(second);
        handles.remove(second);
        handles.remove(fourth);
        handles.take().forEach(Runnable::run);
        handles.remove(first);
        handles.remove(third);

        assertThat(ran).containsExactly("first", "third");
        assertThat(handles.take()).isEmpty();
    }

    @Test
    void handleThatWasTakenBackIsNotRun() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        Deadline.Registration first = request.deadline().onExpiry(() -> run("first"));
        request.deadline().onExpiry(() -> run("second"));
        first.close();
        first.close();
        test.passSeconds(10);
        await().until(() -> !ran.isEmpty());
        first.close();

        assertThat(test.events()).containsExactly(EXPIRED);
        assertThat(ran).containsExactly("second");
    }

    @Test
    void handleRegisteredAfterExpiryRunsAtOnceOnTheCaller() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        test.passSeconds(10);
        Deadline.Registration late =
                request.deadline().onExpiry(() -> run(Thread.currentThread().getName()));
        assertThat(ran).containsExactly(Thread.currentThread().getName());
        late.close();
        request.deadline().onExpiry(() -> {
            throw new IllegalStateException("thrown on purpose");
        });
        assertThat(test.watchdog.faults()).isEqualTo(1);
    }

    @Test
    void handleRegisteredAfterCompletionInTimeDoesNotRun() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        request.close();
        request.deadline().onExpiry(() -> run("late")).close();
        assertThat(ran).isEmpty();
    }

    @Test
    void handleRegisteredAfterTheEndOfAnExpiredRequestRunsAtOnce() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        test.passSeconds(10);
        request.close();
        request.deadline().onExpiry(() -> run("late")).close();
        assertThat(ran).containsExactly("late");
    }

    @Test
    void handleOfWorkThatGoesOnRunsAlthoughTheRequestEndsRightAfterTheVerdict() {
        List<Runnable> enforcing = new CopyOnWriteArrayList<>();
        try (TestWatchdog slow = new TestWatchdog(builder -> builder.enforcing = enforcing::add)) {
            WatchedRequest request = slow.watch(tenSeconds(CANCEL));
            request.deadline().onExpiry(() -> run("handle"));
            slow.passSeconds(10);
            request.close();
            assertThat(ran).isEmpty();
            enforcing.forEach(Runnable::run);
            await().until(() -> ran.contains("handle"));

            assertThat(slow.events()).containsExactly(EXPIRED, TimeoutEvent.ENDED_LATE);
            assertThat(slow.report(EXPIRED).outcomes()).contains(TimeoutOutcome.CANCELLED);
        }
    }

    @Test
    void handleThatHangsDoesNotHoldUpTheReportOfARequestThatHasEnded() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        request.deadline().onExpiry(this::block);
        test.passSeconds(10);
        request.close();
        assertThat(test.events()).containsExactly(EXPIRED, TimeoutEvent.ENDED_LATE);
    }

    @Test
    void handlesOfACompletedRequestAreNotRun() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        request.deadline().onExpiry(() -> run("handle"));
        request.close();
        test.passSeconds(10);
        assertThat(test.events()).isEmpty();
        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "CANCEL", mode = EnumSource.Mode.EXCLUDE)
    void handlesAreNotRunUnderAPolicyThatDoesNotCancel(TimeoutAction action) {
        WatchedRequest request = test.watch(tenSeconds(action));
        request.deadline().onExpiry(() -> run("before"));
        test.passSeconds(10);
        request.deadline().onExpiry(() -> run("after")).close();
        request.close();

        assertThat(test.report(EXPIRED).outcomes()).doesNotContain(TimeoutOutcome.CANCELLED);
        assertThat(ran).isEmpty();
        assertThat(List.of(LOG, INTERRUPT, ABORT)).contains(action);
    }

    @Test
    void handleThatThrowsIsCountedAndHindersNobody() {
        RecordingHandler handler = new RecordingHandler();
        WatchedRequest request = test.watch(tenSeconds(CANCEL, ABORT), handler);
        request.deadline().onExpiry(() -> {
            throw new AssertionError("thrown on purpose");
        });
        request.deadline().onExpiry(() -> run("second"));
        test.passSeconds(10);
        await().until(() -> handler.calls.contains("aborted"));

        assertThat(ran).containsExactly("second");
        assertThat(test.watchdog.faults()).isEqualTo(1);
    }

    @Test
    void handleThatBlocksHoldsTheNextActionNoLongerThanTwentyMilliseconds() {
        RecordingHandler handler = new RecordingHandler();
        WatchedRequest request = test.watch(tenSeconds(CANCEL, ABORT), handler);
        request.deadline().onExpiry(this::block);
        test.passSeconds(10);
        test.pass(Duration.ofMillis(20).minusNanos(1));
        assertThat(handler.calls).isEmpty();
        test.pass(Duration.ofNanos(1));
        assertThat(handler.calls).containsExactly("answer", "aborted");
    }

    @Test
    void registrationsAreForgottenWhenTheyAreClosed() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        for (int i = 0; i < 1_000; i++) {
            request.deadline().onExpiry(() -> run("closed")).close();
        }
        test.passSeconds(10);
        assertThat(test.report(EXPIRED).outcomes()).containsExactly(TimeoutOutcome.LOGGED);
        assertThat(ran).isEmpty();
    }

    @Test
    void handleThatIsTakenBackWhileItWaitsForAThreadIsNotStarted() {
        WatchedRequest stranger = test.watch(tenSeconds(CANCEL));
        CountDownLatch blocked = new CountDownLatch(2);
        for (int i = 0; i < MORE_THAN_HANDLE_THREADS; i++) {
            stranger.deadline().onExpiry(() -> {
                blocked.countDown();
                block();
            });
        }
        WatchedRequest request = test.watch(
                tenSeconds(CANCEL).toBuilder().timeout(Duration.ofSeconds(11)).build());
        Deadline.Registration registration = request.deadline().onExpiry(() -> run("late"));
        test.passSeconds(10);
        await().until(() -> blocked.getCount() == 0);
        test.passSeconds(1);
        assertThat(request.isExpired()).isTrue();
        registration.close();
        release.countDown();

        assertThat(test.events()).isNotEmpty();
        assertThat(ran).isEmpty();
    }
}
