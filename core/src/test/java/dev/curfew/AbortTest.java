package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbortTest {

    private final ExecutorService enforcers = Executors.newCachedThreadPool();
    private final OtherThread other = new OtherThread();
    private final CountDownLatch release = new CountDownLatch(1);
    private final RecordingHandler handler = new RecordingHandler();
    private TestWatchdog test = new TestWatchdog();

    @AfterEach
    void end() {
        release.countDown();
        test.close();
        other.close();
        enforcers.shutdownNow().clear();
    }

    private WatchedRequest watch() {
        return test.watch(tenSeconds(ABORT), handler);
    }

    /** The answer stands still on a thread of its own until it is released. */
    private WatchedRequest watchWithAnswerThatBlocks() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = enforcers);
        handler.answer = () -> release.await(20, TimeUnit.SECONDS);
        WatchedRequest request = watch();
        test.passSeconds(10);
        await().until(() -> handler.calls.contains("answer"));
        return request;
    }

    @Test
    void clientIsAnsweredOnceWhileNobodyElseWrites() {
        WatchedRequest request = watch();
        handler.answer = () -> !request.leaseForAnswer();
        test.passSeconds(10);
        test.passSeconds(3);

        assertThat(handler.calls).containsExactly("answer", "aborted");
        assertThat(request.isAborted()).isTrue();
        assertThat(request.state()).isEqualTo(RequestState.ABANDONED);
        assertThat(request.isWriting()).isFalse();
        assertThat(request.complete(Completion.of(200))).isFalse();
        assertThat(handler.calls).containsExactly("answer", "aborted");
        assertThat(handler.reports).singleElement().satisfies(report -> {
            assertThat(report.event()).isEqualTo(EXPIRED);
            assertThat(report.id()).isEqualTo(request.id());
        });
        assertThat(test.report(EXPIRED).outcome()).isEqualTo(TimeoutOutcome.ANSWERED);
    }

    @Test
    void requestWithoutAHandlerForItIsNotAborted() {
        WatchedRequest request = test.watch(tenSeconds(ABORT));
        test.passSeconds(10);
        assertThat(request.isExpired()).isTrue();
        assertThat(request.isAborted()).isFalse();
        assertThat(request.beginWrite()).isTrue();
        request.endWrite();
        assertThat(test.report(EXPIRED).outcome()).isEqualTo(TimeoutOutcome.LOGGED);
    }

    @Test
    void connectionIsBrokenOffWhereTheHandlerIsInALongWrite() {
        handler.committed = true;
        WatchedRequest request = watch();
        other.run(request::beginWrite);
        long start = System.nanoTime();
        test.passSeconds(10);

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(20).toNanos());
        assertThat(handler.calls).containsExactly("breakOff", "aborted");
        assertThat(request.state()).isEqualTo(RequestState.ABANDONED);
        other.run(request::endWrite);
        request.close();
        assertThat(test.report(EXPIRED).outcome()).isEqualTo(TimeoutOutcome.BROKEN_OFF);
    }

    @Test
    void answerWaitsForAShortWrite() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = enforcers);
        WatchedRequest request = watch();
        assertThat(request.beginWrite()).isTrue();
        test.passSeconds(10);
        await().until(() -> request.has(StateWord.ABORTING) || handler.calls.contains("breakOff"));
        request.endWrite();
        await().until(() -> handler.calls.contains("aborted"));
        // On a machine that stands still for 20 ms the connection is broken off instead.
        assertThat(handler.calls).containsAnyOf("answer", "breakOff");
    }

    @Test
    void connectionOfALongWriteThatCommitsNothingIsBrokenOffAfterHalfASecond() {
        WatchedRequest request = watch();
        other.run(request::beginWrite);
        long start = System.nanoTime();
        test.passSeconds(10);

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(500).toNanos());
        assertThat(handler.calls).containsExactly("breakOff", "aborted");
        other.run(request::endWrite);
    }

    @Test
    void responseThatIsWholeAlreadyIsLeftAsItIs() {
        WatchedRequest request = test.watch(tenSeconds(ABORT), (inFlight, report) -> AnswerResult.ALREADY_WHOLE);
        test.passSeconds(10);
        assertThat(request.state()).isEqualTo(RequestState.ABANDONED);
        assertThat(test.watchdog.abandoned()).isEqualTo(1);
        request.close();
        assertThat(test.watchdog.abandoned()).isZero();
        assertThat(test.report(EXPIRED).outcomes()).containsExactly(TimeoutOutcome.LOGGED);
        assertThat(test.report(EXPIRED).note()).isEqualTo("its response was whole already");
    }

    @Test
    void answerIsGivenWithTheReportOfItsRequest() {
        InFlightRequest[] given = new InFlightRequest[1];
        AbortHandler noting = (inFlight, report) -> {
            given[0] = inFlight;
            return AnswerResult.ANSWERED;
        };
        WatchedRequest request = test.watch(tenSeconds(ABORT), noting);
        test.passSeconds(10);
        assertThat(given[0]).isSameAs(request);
    }

    @Test
    void threadThatStaysInTheIoOfABrokenConnectionIsEjectedAndKeepsNoFlag() {
        handler.answer = () -> false;
        WatchedRequest request = watch();
        assertThat(request.beginRead()).isTrue();
        test.passSeconds(10);
        test.pass(Duration.ofMillis(999));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        test.passSeconds(10);
        assertThat(Thread.currentThread().isInterrupted())
                .as("at the end of the grace at the latest")
                .isTrue();
        request.endRead();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void threadOfABrokenConnectionThatIsInNoIoIsNotInterrupted() {
        handler.answer = () -> false;
        WatchedRequest request = watch();
        test.passSeconds(10);
        test.passSeconds(20);
        assertThat(request.state()).isEqualTo(RequestState.STUCK);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void threadThatDoesNoIoIsNotEjectedInPlaceOfAWriter() {
        handler.committed = true;
        WatchedRequest request = watch();
        other.run(request::beginWrite);
        test.passSeconds(10);
        test.passSeconds(20);
        boolean interrupted = Thread.interrupted();
        other.run(request::endWrite);
        assertThat(interrupted).isFalse();
    }

    @Test
    void connectionIsBrokenOffWhereTheAnswerCouldNotBeGiven() {
        handler.answer = () -> false;
        watch();
        test.passSeconds(10);
        assertThat(handler.calls).containsExactly("answer", "breakOff", "aborted");
        assertThat(test.watchdog.faults()).isZero();
    }

    @Test
    void connectionIsBrokenOffWhereTheAnswerFails() {
        handler.answer = () -> {
            throw new IllegalStateException("thrown on purpose");
        };
        watch();
        test.passSeconds(10);
        assertThat(handler.calls).containsExactly("answer", "breakOff", "aborted");
        assertThat(test.watchdog.faults()).isEqualTo(1);
        assertThat(test.report(EXPIRED).outcomes()).containsExactly(TimeoutOutcome.LOGGED, TimeoutOutcome.BROKEN_OFF);
    }

    @Test
    void clientThatHasGoneIsNoFault() {
        handler.answer = () -> {
            throw new IOException("thrown on purpose");
        };
        watch();
        test.passSeconds(10);
        assertThat(handler.calls).containsExactly("answer", "breakOff", "aborted");
        assertThat(test.watchdog.faults()).isZero();
    }

    @Test
    void connectionIsBrokenOffBesideAnAnswerThatBlocksForASecond() {
        WatchedRequest request = watchWithAnswerThatBlocks();
        test.pass(Duration.ofMillis(999));
        assertThat(handler.calls).containsExactly("answer");
        test.pass(Duration.ofMillis(1));
        await().until(() -> handler.calls.contains("aborted"));
        assertThat(handler.calls).containsExactly("answer", "breakOff", "aborted");
        assertThat(request.state()).isEqualTo(RequestState.ABANDONED);
    }

    @Test
    void requestThatNobodyCouldAnswerIsNotAbandoned() {
        handler.answer = () -> false;
        handler.breakOff = () -> {
            throw new IOException("thrown on purpose");
        };
        WatchedRequest request = watch();
        test.passSeconds(10);
        assertThat(handler.calls).containsExactly("answer", "breakOff");
        assertThat(request.state()).isEqualTo(RequestState.EXPIRED);
        assertThat(test.watchdog.abandoned()).isZero();
        request.close();
        assertThat(handler.calls).containsExactly("answer", "breakOff");
    }

    @Test
    void failureOfTheLastCallHindersNobody() {
        handler.aborted = () -> {
            throw new IllegalStateException("thrown on purpose");
        };
        watch();
        test.passSeconds(10);
        assertThat(test.report(EXPIRED).outcome()).isEqualTo(TimeoutOutcome.ANSWERED);
        assertThat(test.watchdog.faults()).isEqualTo(1);
    }

    @Test
    void threadThatCompletesTheRequestAnswersIfItComesFirst() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = task -> {});
        WatchedRequest request = watch();
        test.passSeconds(10);
        assertThat(handler.calls).isEmpty();
        Thread[] by = new Thread[1];
        handler.answer = () -> {
            by[0] = Thread.currentThread();
            return true;
        };
        assertThat(request.complete(Completion.of(200))).isFalse();

        assertThat(handler.calls).containsExactly("answer", "aborted");
        assertThat(by[0]).isSameAs(Thread.currentThread());
    }

    /** Its container is about to end the request, so an answer must not wait for a busy machine's enforcers. */
    @Test
    void threadThatCompletesUnlessAbortedAnswersIfItComesFirst() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = task -> {});
        WatchedRequest request = watch();
        test.passSeconds(10);
        assertThat(request.completeUnlessAborted(Completion.normal())).isFalse();
        assertThat(request.completeUnlessAborted(Completion.normal())).isFalse();

        assertThat(handler.calls).containsExactly("answer", "aborted");
        assertThat(request.state()).isNotEqualTo(RequestState.COMPLETED);
    }

    @Test
    void answerAndBreakOffAreTriedOnce() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = task -> {});
        WatchedRequest request = watch();
        assertThat(request.beginAnswer()).as("before the verdict").isFalse();
        test.passSeconds(10);
        assertThat(request.beginAnswer()).isTrue();
        boolean besideTheAnswer = request.beginBreakOff(false);
        request.endAnswer(false, AnswerResult.IMPOSSIBLE);
        request.endPhase(StateWord.ABORTING);
        boolean answersAgain = request.beginAnswer();
        request.endAnswer(false, AnswerResult.IMPOSSIBLE);
        request.endPhase(StateWord.ABORTING);
        assertThat(besideTheAnswer || answersAgain).isFalse();
        assertThat(request.beginBreakOff(false)).isTrue();
        boolean breaksOffAgain = request.beginBreakOff(true);
        request.endBreakOff(false);
        request.endPhase(StateWord.BREAKING);
        assertThat(breaksOffAgain).isFalse();
        assertThat(request.beginBreakOff(true)).isFalse();
    }

    @Test
    void threadThatCompletesTheRequestBreaksOffWhereItCannotAnswer() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = task -> {});
        handler.answer = () -> false;
        WatchedRequest request = watch();
        test.passSeconds(10);
        assertThat(request.complete(Completion.of(200))).isFalse();
        assertThat(handler.calls).containsExactly("answer", "breakOff", "aborted");
    }

    @Test
    void threadThatCompletesTheRequestWaitsForAnAnswerThatIsUnderWay() {
        WatchedRequest request = watchWithAnswerThatBlocks();
        Future<?> completing = other.begin(() -> request.complete(Completion.normal()));
        await().until(() -> other.thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(request.state()).isNotEqualTo(RequestState.COMPLETED);
        release.countDown();
        OtherThread.result(completing);

        assertThat(request.state()).isEqualTo(RequestState.COMPLETED);
        await().until(() -> handler.calls.size() == 2);
        assertThat(handler.calls).containsExactly("answer", "aborted");
        await().untilAsserted(() -> assertThat(test.watchdog.abandoned()).isZero());
    }

    @Test
    void nothingIsAnsweredAfterCompletion() {
        WatchedRequest inTime = watch();
        inTime.close();
        WatchedRequest late = watch();
        test.passSeconds(9.9);
        late.completeNow(Completion.normal());
        test.passSeconds(10);

        assertThat(late.beginAnswer()).isFalse();
        assertThat(late.beginBreakOff(true)).isFalse();
        assertThat(test.events()).containsExactly(TimeoutEvent.WARNED);
        assertThat(handler.calls).isEmpty();
    }

    @Test
    void nothingIsAnsweredAfterTheContainerEndedAnExpiredRequest() {
        CountDownLatch held = new CountDownLatch(1);
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = task -> enforcers.execute(() -> {
            awaitQuietly(held);
            task.run();
        }));
        WatchedRequest request = watch();
        test.passSeconds(10);
        assertThat(request.isAborted()).isTrue();
        request.completeNow(Completion.normal());
        assertThat(request.beginAnswer()).isFalse();
        assertThat(request.beginBreakOff(true)).isFalse();
        held.countDown();
        enforcers.shutdown();
        await().until(enforcers::isTerminated);

        assertThat(handler.calls).isEmpty();
        assertThat(test.watchdog.abandoned()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void lastCallIsMadeOnceWhereAnAnswerComesThroughAfterTheBreakOff() {
        WatchedRequest request = watchWithAnswerThatBlocks();
        test.passSeconds(1);
        await().until(() -> handler.calls.contains("aborted"));
        release.countDown();
        request.close();
        enforcers.shutdown();
        await().until(enforcers::isTerminated);
        assertThat(handler.calls).containsExactly("answer", "breakOff", "aborted");
    }

    @Test
    void threadThatCompletesTheRequestWaitsForTheLastCall() {
        test.close();
        test = new TestWatchdog(builder -> builder.enforcing = enforcers);
        WatchedRequest request = watch();
        handler.aborted = () -> awaitQuietly(release);
        test.passSeconds(10);
        await().until(() -> handler.calls.contains("aborted"));
        Future<?> completing = other.begin(() -> request.complete(Completion.normal()));
        await().until(() -> completing.isDone() || other.thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(request.state()).isNotEqualTo(RequestState.COMPLETED);
        release.countDown();
        OtherThread.result(completing);
    }
}
