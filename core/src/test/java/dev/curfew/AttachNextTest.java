package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that a handler hands to another thread. */
class AttachNextTest {

    private final TestWatchdog test = new TestWatchdog();
    private final WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
    private final OtherThread worker = new OtherThread();
    private final List<Runnable> enforcing = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        worker.close();
        Thread.interrupted();
        test.close();
    }

    private <T> T onWorker(Callable<T> task) {
        return worker.call(task);
    }

    private void attachNext() {
        onWorker(() -> {
            request.attachNext();
            return true;
        });
    }

    private boolean workerIsInterrupted() {
        return onWorker(Thread::interrupted);
    }

    private boolean detachWorker() {
        return onWorker(() -> {
            request.detach();
            return Thread.currentThread().isInterrupted();
        });
    }

    private String threadOf() {
        return request.snapshot(test.watchdog.nanos()).thread();
    }

    @Test
    void workerKnowsTheDeadlineAndLeavesTheThreadAsItIs() {
        attachNext();
        assertThat(threadOf()).isEqualTo(Thread.currentThread().getName());
        assertThat(onWorker(() -> Deadline.current().requestId())).isEqualTo(request.id());
    }

    @Test
    void workerIsInterruptedBesideTheThread() {
        attachNext();
        test.passSeconds(10);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(workerIsInterrupted()).isTrue();

        request.detach();
        assertThat(workerIsInterrupted()).isFalse();
    }

    @Test
    void flagOfAWorkerBesideTheThreadDoesNotOutliveItsWork() {
        attachNext();
        test.passSeconds(10);
        assertThat(detachWorker()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void foreignInterruptOfAWorkerOutlivesItsWork() {
        attachNext();
        onWorker(() -> {
            Thread.currentThread().interrupt();
            return true;
        });
        assertThat(detachWorker()).isTrue();
    }

    @Test
    void flagThatAWorkerTakesAlongIntoThePlaceDoesNotOutliveItsWork() {
        attachNext();
        test.passSeconds(10);
        request.detach();
        assertThat(threadOf()).isEqualTo("other");
        assertThat(detachWorker()).isFalse();
    }

    @Test
    void interruptOfAWorkerWaitsForTheEndOfItsIo() {
        attachNext();
        onWorker(request::beginWrite);
        test.passSeconds(10);
        assertThat(onWorker(() -> Thread.currentThread().isInterrupted())).isFalse();

        onWorker(() -> {
            request.endWrite();
            return true;
        });
        assertThat(workerIsInterrupted()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptOfAWorkerWaitsForTheEndOfTheThreadsIo() {
        attachNext();
        assertThat(request.beginRead()).isTrue();
        test.passSeconds(10);
        assertThat(onWorker(() -> Thread.currentThread().isInterrupted())).isFalse();

        request.endRead();
        assertThat(workerIsInterrupted()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void deliveredInterruptOfAWorkerIsHiddenFromItsIo() {
        attachNext();
        test.passSeconds(10);
        assertThat(onWorker(() -> request.beginRead()
                        && !Thread.currentThread().isInterrupted()
                        && request.beginWrite()
                        && !Thread.currentThread().isInterrupted()))
                .isTrue();

        onWorker(() -> {
            request.endWrite();
            return true;
        });
        assertThat(onWorker(() -> Thread.currentThread().isInterrupted())).isFalse();
        onWorker(() -> {
            request.endRead();
            return true;
        });
        assertThat(workerIsInterrupted()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void workerThatComesToAnExpiredRequestIsInterrupted() {
        test.passSeconds(10);
        attachNext();
        assertThat(onWorker(() -> Thread.currentThread().isInterrupted())).isTrue();
        assertThat(detachWorker()).isFalse();
    }

    @Test
    void workerThatCompletesTheRequestDoesSoWithoutItsFlag() {
        attachNext();
        test.passSeconds(10);
        assertThat(onWorker(() -> request.beginCompletion()
                        && request.has(StateWord.COMPLETING)
                        && !Thread.currentThread().isInterrupted()))
                .isTrue();
        assertThat(onWorker(() -> {
                    request.complete(Completion.normal());
                    return Thread.currentThread().isInterrupted();
                }))
                .isFalse();
        request.detach();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void workerIsInterruptedAlthoughTheThreadEndsTheRequestRightAfterTheVerdict() {
        try (TestWatchdog slow = new TestWatchdog(builder -> builder.enforcing = enforcing::add)) {
            WatchedRequest ended = endedRightAfterTheVerdict(slow);
            assertThat(workerIsInterrupted()).isFalse();
            enforcing.forEach(Runnable::run);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(onWorker(() -> Thread.currentThread().isInterrupted())).isTrue();
            assertThat(onWorker(() -> {
                        ended.detach();
                        return Thread.currentThread().isInterrupted();
                    }))
                    .isFalse();
        }
    }

    @Test
    void workerThatLeftAfterTheEndOfTheRequestIsNotInterrupted() {
        try (TestWatchdog slow = new TestWatchdog(builder -> builder.enforcing = enforcing::add)) {
            WatchedRequest ended = endedRightAfterTheVerdict(slow);
            onWorker(() -> {
                ended.detach();
                return true;
            });
            enforcing.forEach(Runnable::run);
            assertThat(workerIsInterrupted()).isFalse();
        }
    }

    @Test
    void workerThatCompletesTheRequestRightAfterTheVerdictIsSpared() {
        try (TestWatchdog slow = new TestWatchdog(builder -> builder.enforcing = enforcing::add)) {
            WatchedRequest ended = slow.watch(tenSeconds(INTERRUPT));
            onWorker(() -> {
                ended.attachNext();
                return true;
            });
            slow.passSeconds(10);
            onWorker(() -> ended.beginCompletion());
            enforcing.forEach(Runnable::run);
            onWorker(() -> {
                ended.completeNow(Completion.normal());
                return true;
            });
            enforcing.forEach(Runnable::run);
            assertThat(workerIsInterrupted()).isFalse();
        }
    }

    private WatchedRequest endedRightAfterTheVerdict(TestWatchdog slow) {
        WatchedRequest ended = slow.watch(tenSeconds(INTERRUPT));
        onWorker(() -> {
            ended.attachNext();
            return true;
        });
        slow.passSeconds(10);
        ended.close();
        return ended;
    }

    @Test
    void workerTakesThePlaceOfTheThreadThatLeaves() {
        attachNext();
        request.detach();
        assertThat(threadOf()).isEqualTo("other");

        test.passSeconds(10);
        assertThat(workerIsInterrupted()).isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void workerThatEndsFirstLeavesNothing() {
        attachNext();
        assertThat(detachWorker()).isFalse();
        request.detach();
        assertThat(threadOf()).isNull();
        assertThat(onWorker(() -> Deadline.current().isUnlimited())).isTrue();
    }

    @Test
    void workerIsTheThreadAtOnceWhereThereIsNone() {
        request.detach();
        attachNext();
        assertThat(threadOf()).isEqualTo("other");
        assertThat(detachWorker()).isFalse();
        assertThat(threadOf()).isNull();
    }

    @Test
    void workerOfAnExpiredRequestIsInterruptedWhenItTakesThePlace() {
        attachNext();
        test.passSeconds(10);
        request.detach();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(workerIsInterrupted()).isTrue();
        assertThat(request.has(StateWord.INTERRUPT_PENDING)).isFalse();
    }

    @Test
    void flagOfTheWorkerDoesNotOutliveItsWork() {
        attachNext();
        request.detach();
        test.passSeconds(10);
        assertThat(detachWorker()).isFalse();
    }

    @Test
    void workerOfACompletedRequestIsLeftAlone() {
        attachNext();
        request.complete(Completion.normal());
        test.pass(Duration.ofMinutes(1));
        assertThat(workerIsInterrupted()).isFalse();
        assertThat(onWorker(() -> Deadline.current().isUnlimited())).isTrue();
        assertThat(detachWorker()).isFalse();
    }

    @Test
    void workerThatBecomesTheThreadOtherwiseIsNotNextAnyMore() {
        attachNext();
        onWorker(() -> {
            request.attach();
            request.detach();
            return true;
        });
        assertThat(threadOf()).isNull();
    }

    @Test
    void eachThreadGoesBackToTheRequestThatItWorkedForBefore() {
        WatchedRequest inner = test.watch(tenSeconds(INTERRUPT)); // inside the first, on this thread
        WatchedRequest workers = onWorker(() -> test.watch(tenSeconds(INTERRUPT)));
        onWorker(() -> {
            inner.attachNext();
            return true;
        });
        assertThat(onWorker(() -> Deadline.current().requestId())).isEqualTo(inner.id());

        onWorker(() -> {
            inner.detach();
            return true;
        });
        assertThat(onWorker(() -> Deadline.current().requestId())).isEqualTo(workers.id());
        assertThat(Deadline.current().requestId()).isEqualTo(inner.id());

        inner.close();
        assertThat(Deadline.current().requestId()).isEqualTo(request.id());
    }
}
