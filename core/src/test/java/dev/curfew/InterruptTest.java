package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutEvent.ENDED_LATE;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptTest {

    private final TestWatchdog test = new TestWatchdog();
    private final OtherThread other = new OtherThread();

    @AfterEach
    void end() {
        test.close();
        other.close();
        assertThat(Thread.interrupted()).as("leaked").isFalse();
    }

    private WatchedRequest watchElsewhere() {
        return other.call(() -> (WatchedRequest) test.watchdog.watch(tenSeconds(INTERRUPT), TestWatchdog.ORDERS));
    }

    private boolean isInterruptedElsewhere() {
        return other.call(() -> Thread.currentThread().isInterrupted());
    }

    @Test
    void interruptReachesTheThreadWhileItRuns() {
        WatchedRequest request = watchElsewhere();
        CountDownLatch never = new CountDownLatch(1);
        Future<?> work = other.begin(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                request.complete(Completion.of(e));
            }
        });
        test.passSeconds(10);
        OtherThread.result(work);

        assertThat(isInterruptedElsewhere()).isFalse();
        assertThat(test.report(EXPIRED).outcomes()).containsExactly(TimeoutOutcome.LOGGED, TimeoutOutcome.INTERRUPTED);
        assertThat(test.report(ENDED_LATE).note()).isEqualTo("interrupt noticed");
        assertThat(test.report(ENDED_LATE).completion()).hasToString("java.lang.InterruptedException");
    }

    @Test
    void theInterruptOfAnOuterRequestOutlivesAnInnerOne() {
        WatchedRequest outer = watchElsewhere();
        WatchedRequest inner = watchElsewhere();
        test.passSeconds(10);

        other.call(() -> inner.complete(Completion.normal()));
        assertThat(isInterruptedElsewhere()).isTrue();

        other.call(() -> outer.complete(Completion.normal()));
        assertThat(isInterruptedElsewhere()).isFalse();
    }

    @Test
    void theInterruptOfTheThreadsOwnRequestOutlivesAPieceOfAnothersWork() {
        WatchedRequest own = watchElsewhere();
        WatchedRequest others = test.watch(tenSeconds(INTERRUPT));
        Runnable expire = others.deadline().wrap(() -> {
            test.passSeconds(10);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        other.run(expire::run);
        assertThat(isInterruptedElsewhere()).isTrue();
        other.call(() -> own.complete(Completion.normal()));
        others.complete(Completion.normal());
    }

    @Test
    void anInnerRequestThatWasNotInterruptedLeavesTheFlagOfTheOuterOne() {
        WatchedRequest outer = watchElsewhere();
        WatchedRequest inner =
                other.call(() -> (WatchedRequest) test.watchdog.watch(TestWatchdog.tenSeconds(), TestWatchdog.ORDERS));
        test.passSeconds(10);

        other.call(() -> inner.complete(Completion.normal()));
        assertThat(isInterruptedElsewhere()).isTrue();
        other.call(() -> outer.complete(Completion.normal()));
    }

    @Test
    void outcomeIsKnownBeforeTheThreadCanReact() throws Exception {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        List<Set<TimeoutOutcome>> seen = new CopyOnWriteArrayList<>();
        CountDownLatch attached = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Thread thread =
                new Thread(() -> {
                    request.attach();
                    attached.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        request.detach();
                    }
                }) {
                    @Override
                    public void interrupt() {
                        seen.add(request.report().outcomes());
                        super.interrupt();
                    }
                };
        thread.start();
        attached.await();
        test.passSeconds(10);
        thread.join();
        assertThat(seen).containsExactly(Set.of(TimeoutOutcome.LOGGED, TimeoutOutcome.INTERRUPTED));
    }

    @Test
    void interruptThatNobodyNoticedEndsWithTheRequest() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.passSeconds(10);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        request.close();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(test.report(ENDED_LATE).note()).isEqualTo("interrupt unnoticed");
    }

    @Test
    void interruptThatAWritesEndDidNotSeeIsDeliveredWhenTheGraceIsOver() {
        WatchedRequest request = watchElsewhere();
        assertThat(request.takeWrite()).isTrue();
        test.passSeconds(10);
        request.giveWriteBack(); // as one that had looked before the verdict
        assertThat(isInterruptedElsewhere()).isFalse();
        test.passSeconds(10);
        assertThat(isInterruptedElsewhere()).isTrue();
        other.run(request::close);
        assertThat(isInterruptedElsewhere()).isFalse();
    }

    @Test
    void noInterruptIsDeliveredAfterCompletion() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.watchdog.enforcer();
        request.close();
        test.passSeconds(10);
        assertThat(request.interruptThread()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void requestsUnderOtherPoliciesAreNotInterrupted() {
        WatchedRequest logged = test.watch(tenSeconds());
        WatchedRequest aborted = test.watch(tenSeconds(ABORT), new RecordingHandler());
        test.passSeconds(30);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(logged.isExpired() && aborted.isExpired()).isTrue();
    }

    @Test
    void foreignInterruptOutlivesARequestThatWasNotInterrupted() {
        WatchedRequest quick = test.watch(tenSeconds(INTERRUPT));
        Thread.currentThread().interrupt();
        quick.close();
        assertThat(Thread.interrupted()).isTrue();

        WatchedRequest expired = test.watch(tenSeconds());
        test.passSeconds(10);
        Thread.currentThread().interrupt();
        expired.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void foreignInterruptOutlivesADetach() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        Thread.currentThread().interrupt();
        request.detach();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptWaitsForTheEndOfAWrite() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        assertThat(request.beginWrite()).isTrue();
        assertThat(request.beginWrite()).isTrue();
        test.passSeconds(10);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.endWrite();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.endWrite();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void interruptWaitsForTheEndOfTheLastIo() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        assertThat(request.beginRead()).isTrue();
        assertThat(request.isReading()).isTrue();
        assertThat(request.beginWrite()).isTrue();
        test.passSeconds(10);
        request.endRead();
        assertThat(request.isReading()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.endWrite();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        request.close();
        assertThat(test.report(ENDED_LATE).note()).isEqualTo("interrupt unnoticed");
    }

    @Test
    void interruptWaitsForTheEndOfAnotherThreadsIo() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        other.run(request::beginWrite);
        test.passSeconds(10);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        other.run(request::endWrite);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(isInterruptedElsewhere()).isFalse();
    }

    @Test
    void deliveredInterruptIsHiddenFromLaterIo() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.passSeconds(10);
        assertThat(request.beginWrite()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.endWrite();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        assertThat(request.beginRead()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.endRead();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void foreignInterruptIsNotHiddenFromIo() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        Thread.currentThread().interrupt();
        assertThat(request.beginWrite()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        request.endWrite();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptIsTakenAwayFromAThreadThatDetaches() {
        WatchedRequest request = watchElsewhere();
        test.passSeconds(10);
        assertThat(isInterruptedElsewhere()).isTrue();
        other.run(request::detach);
        assertThat(isInterruptedElsewhere()).isFalse();
        request.attach();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.close();
    }

    @Test
    void interruptOfARequestWithoutAThreadWaitsForTheNext() {
        WatchedRequest request = watchElsewhere();
        other.run(request::detach);
        test.passSeconds(10);
        assertThat(isInterruptedElsewhere()).isFalse();
        request.attach();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        request.close();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void completedRequestDeliversNoPendingInterruptToAThreadThatComesBack() {
        WatchedRequest request = watchElsewhere();
        other.run(request::detach);
        test.passSeconds(10);
        request.completeNow(Completion.normal());
        request.attach();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        request.detach();
    }

    @Test
    void pendingInterruptDiesWithARequestThatCompletesDuringItsIo() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        assertThat(request.beginWrite()).isTrue();
        test.passSeconds(10);
        assertThat(request.complete(Completion.normal())).isFalse();
        request.endWrite();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void pendingInterruptDiesWithARequestThatIsCompletedElsewhereDuringItsIo() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        assertThat(request.beginWrite()).isTrue();
        test.passSeconds(10);
        other.run(() -> request.completeNow(Completion.normal()));
        request.endWrite();
        boolean interrupted = Thread.currentThread().isInterrupted();
        request.detach();
        assertThat(interrupted).isFalse();
    }

    @Test
    void interruptOfTheThreadBeforeDoesNotLeakWhereTheNextCameFirst() {
        WatchedRequest request = watchElsewhere();
        test.passSeconds(10);
        assertThat(isInterruptedElsewhere()).isTrue();
        request.attach();
        other.run(request::detach);
        boolean leaked = isInterruptedElsewhere();
        request.close();
        assertThat(leaked).isFalse();
    }

    @Test
    void foreignInterruptOutlivesARequestWhoseThreadBeforeWasInterrupted() {
        WatchedRequest request = watchElsewhere();
        test.passSeconds(10);
        request.attach();
        Thread.currentThread().interrupt();
        request.detach();
        assertThat(Thread.interrupted()).isTrue();
        other.run(request::detach);
        request.close();
    }

    @Test
    void threadThatCompletesWaitsForAnInterruptThatIsUnderWay() throws Exception {
        WatchedRequest request = leaveDuringTheInterrupt(WatchedRequest::close);
        assertThat(request.state()).isEqualTo(RequestState.COMPLETED);
    }

    @Test
    void threadThatDetachesWaitsForAnInterruptThatIsUnderWay() throws Exception {
        WatchedRequest request = leaveDuringTheInterrupt(WatchedRequest::detach);
        assertThat(request.state()).isEqualTo(RequestState.EXPIRED);
        request.close();
    }

    private WatchedRequest leaveDuringTheInterrupt(Consumer<WatchedRequest> way) throws InterruptedException {
        SlowToInterrupt slow = new SlowToInterrupt(test, way);
        slow.start();
        slow.watched.await();
        Thread enforcer = new Thread(() -> test.passSeconds(10));
        enforcer.start();
        slow.interrupting.await();
        slow.leave.countDown();
        await().until(() -> slow.left || (slow.leaving && slow.getState() == Thread.State.TIMED_WAITING));
        assertThat(slow.left).isFalse();
        slow.go.countDown();
        enforcer.join();
        slow.join();
        assertThat(slow.interruptedAfterwards).isFalse();
        return slow.request;
    }

    /** A thread whose interruption takes its time, as that of one inside a channel's close does. */
    private static final class SlowToInterrupt extends Thread {

        final CountDownLatch watched = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        final CountDownLatch interrupting = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        volatile boolean leaving;
        volatile boolean left;
        private final TestWatchdog test;
        private final Consumer<WatchedRequest> way;
        private WatchedRequest request;
        private boolean interruptedAfterwards;

        SlowToInterrupt(TestWatchdog test, Consumer<WatchedRequest> way) {
            this.test = test;
            this.way = way;
        }

        @Override
        public void run() {
            request = (WatchedRequest) test.watchdog.watch(tenSeconds(INTERRUPT), TestWatchdog.ORDERS);
            watched.countDown();
            awaitQuietly(leave);
            leaving = true;
            way.accept(request);
            interruptedAfterwards = isInterrupted();
            left = true;
        }

        @Override
        public void interrupt() {
            interrupting.countDown();
            awaitQuietly(go);
            super.interrupt();
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
