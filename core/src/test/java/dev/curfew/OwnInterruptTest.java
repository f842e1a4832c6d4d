package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What takes its own interrupt back leaves that of the request alone. */
class OwnInterruptTest {

    private final TestWatchdog test = new TestWatchdog();
    private final OtherThread worker = new OtherThread();

    @AfterEach
    void end() {
        worker.close();
        Thread.interrupted();
        test.close();
    }

    private static boolean isInterruptedAfterTakingBack(Deadline deadline) {
        deadline.takeBackInterrupt();
        return Thread.currentThread().isInterrupted();
    }

    @Test
    void interruptOfSomebodyElseIsTakenBack() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        test.passSeconds(10);
        Thread.currentThread().interrupt();
        assertThat(isInterruptedAfterTakingBack(request.deadline())).isFalse();
    }

    @Test
    void interruptOfTheRequestStays() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.passSeconds(10);
        assertThat(isInterruptedAfterTakingBack(request.deadline())).isTrue();
    }

    @Test
    void interruptOfTheRequestThatIsHiddenFromItsIoIsNotInTheFlag() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.passSeconds(10);
        assertThat(request.beginRead()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(isInterruptedAfterTakingBack(request.deadline())).isFalse();
        request.endRead();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptOfAThreadBesideStays() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        worker.run(request::attachNext);
        test.passSeconds(10);
        assertThat(worker.call(() -> isInterruptedAfterTakingBack(request.deadline())))
                .isTrue();
        worker.run(request::detach);
    }

    @Test
    void interruptOfAThreadThatAnotherHasFollowedStays() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.passSeconds(10);
        worker.run(request::attach);
        assertThat(isInterruptedAfterTakingBack(request.deadline())).isTrue();
        assertThat(isInterruptedAfterTakingBack(request.deadline())).isTrue();
        request.detach();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void flagOfAStrangerIsNotTheRequests() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        test.passSeconds(10);
        boolean interrupted = worker.call(() -> {
            Thread.currentThread().interrupt();
            return isInterruptedAfterTakingBack(request.deadline());
        });
        assertThat(interrupted).isFalse();
    }

    @Test
    void outsideARequestTheFlagIsCleared() {
        Thread.currentThread().interrupt();
        assertThat(isInterruptedAfterTakingBack(Deadline.current())).isFalse();
    }
}
