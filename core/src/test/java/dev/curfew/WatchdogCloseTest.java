package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogCloseTest {

    private final CountDownLatch blocked = new CountDownLatch(3);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Deque<InFlightRequest> requests = new ArrayDeque<>();
    private final OtherThread other = new OtherThread();
    private final Watchdog watchdog =
            Watchdog.builder().logging(false).listener(report -> block()).build();

    @AfterEach
    void end() {
        release.countDown();
        requests.forEach(InFlightRequest::close);
        watchdog.close();
        other.close();
    }

    /** As the worst of handles does: not even an interrupt ends it. */
    private void block() {
        blocked.countDown();
        boolean interrupted = false;
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Deadline watch(TimeoutAction action) {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(Duration.ofHours(1)).onTimeout(action).build();
        InFlightRequest request = watchdog.watch(policy, TestWatchdog.ORDERS, (aborted, report) -> {
            block();
            return AnswerResult.IMPOSSIBLE;
        });
        requests.push(request);
        return request.deadline();
    }

    private void blockEnforcerHandleAndListener() throws InterruptedException {
        Deadline aborts = watch(TimeoutAction.ABORT);
        Deadline cancels = watch(TimeoutAction.CANCEL);
        cancels.onExpiry(this::block);
        aborts.restart(Duration.ofMillis(1));
        cancels.restart(Duration.ofMillis(1));
        assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Two seconds of which a hiccup of the machine takes no more than a tenth of one. */
    private Future<?> twoSeconds() {
        return other.begin(() -> {
            int tenths = 0;
            while (tenths < 20 && !release.await(100, TimeUnit.MILLISECONDS)) {
                tenths++;
            }
        });
    }

    @Test
    void allThatHangsSharesTheSecondThatClosingTakes() throws Exception {
        blockEnforcerHandleAndListener();
        Future<?> twoSeconds = twoSeconds();
        watchdog.close();
        assertThat(twoSeconds.isDone()).isFalse();
    }

    @Test
    void closingAgainWaitsForNothing() throws Exception {
        blockEnforcerHandleAndListener();
        Future<?> twoSeconds = twoSeconds();
        watchdog.close();
        watchdog.close();
        watchdog.close();
        assertThat(twoSeconds.isDone()).isFalse();
    }

    @Test
    void closeEndsTheClockThread() {
        assertThat(watchdog.clock().thread().isAlive()).isTrue();
        watchdog.close();
        watchdog.close();
        assertThat(watchdog.clock().thread().isAlive()).isFalse();
    }
}
