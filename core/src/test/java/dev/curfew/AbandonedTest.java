package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbandonedTest {

    private final TimeoutPolicy policy =
            tenSeconds(ABORT).toBuilder().maxAbandoned(2).build();
    private final CountDownLatch release = new CountDownLatch(1);
    private TestWatchdog test = new TestWatchdog();

    @AfterEach
    void end() {
        release.countDown();
        test.close();
    }

    private WatchedRequest abandon() {
        WatchedRequest request = test.watch(policy, new RecordingHandler());
        test.passSeconds(10);
        assertThat(request.state()).isEqualTo(RequestState.ABANDONED);
        return request;
    }

    @Test
    void abandonedRequestsAreCountedWhileTheyRun() {
        WatchedRequest first = abandon();
        assertThat(test.watchdog.abandoned()).isEqualTo(1);
        WatchedRequest second = abandon();
        assertThat(test.watchdog.abandoned()).isEqualTo(2);
        first.close();
        first.close();
        assertThat(test.watchdog.abandoned()).isEqualTo(1);
        second.completeNow(Completion.normal());
        assertThat(test.watchdog.abandoned()).isZero();
    }

    @Test
    void requestThatWasAnsweredAndBrokenOffCountsOnce() {
        RecordingHandler handler = new RecordingHandler();
        handler.answer = () -> false;
        WatchedRequest request = test.watch(policy, handler);
        test.passSeconds(10);
        assertThat(test.watchdog.abandoned()).isEqualTo(1);
        request.close();
        assertThat(test.watchdog.abandoned()).isZero();
    }

    @Test
    void newRequestsUnderAbortAreRefusedWhereTooManyAreAbandoned() {
        WatchedRequest first = abandon();
        assertThat(test.watchdog.admits(policy)).isTrue();
        WatchedRequest second = abandon();
        assertThat(test.watchdog.admits(policy)).isFalse();
        assertThat(test.watchdog.admits(policy)).isFalse();
        assertThat(test.watchdog.refused()).isEqualTo(2);
        assertThat(test.watchdog.admits(tenSeconds(INTERRUPT))).isTrue();
        assertThat(test.watchdog.admits(policy.toBuilder().maxAbandoned(3).build()))
                .isTrue();
        first.close();
        assertThat(test.watchdog.admits(policy)).isTrue();
        assertThat(test.watchdog.refused()).isEqualTo(2);
        second.close();
    }

    @Test
    void answerThatEndsAfterItsRequestIsNotCounted() throws Exception {
        ExecutorService enforcers = Executors.newCachedThreadPool();
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = enforcers);
        RecordingHandler handler = new RecordingHandler();
        handler.answer = () -> release.await(20, TimeUnit.SECONDS);
        WatchedRequest request = test.watch(policy, handler);
        test.passSeconds(10);
        Awaitility.await().until(() -> handler.calls.contains("answer"));
        request.completeNow(Completion.normal());
        release.countDown();
        enforcers.shutdown();
        assertThat(enforcers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(test.watchdog.abandoned()).isZero();
    }
}
