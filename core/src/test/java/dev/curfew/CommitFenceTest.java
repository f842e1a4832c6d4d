package dev.curfew;

import static dev.curfew.CommitResult.COMMITTED;
import static dev.curfew.CommitResult.NOTHING;
import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static dev.curfew.TimeoutEvent.SHIELDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CommitFenceTest {

    private final TestWatchdog test = new TestWatchdog();
    private final List<CommitState> answered = new ArrayList<>();
    private final List<CommitState> brokenOff = new ArrayList<>();
    private WatchedRequest request;

    @BeforeAll
    static void use() {
        CommitFence.use();
    }

    @AfterEach
    void end() {
        test.close();
    }

    private CommitFence watch(TimeoutAction... actions) {
        return watch(tenSeconds(actions));
    }

    private CommitFence watch(TimeoutPolicy policy) {
        request = test.watch(policy, new AbortHandler() {
            @Override
            public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
                answered.add(report.committed());
                return AnswerResult.ANSWERED;
            }

            @Override
            public boolean breakOff(InFlightRequest request, TimeoutReport report) {
                brokenOff.add(report.committed());
                return true;
            }
        });
        return CommitFence.current();
    }

    private static void commit(CommitFence fence) {
        fence.beginCommit().end(COMMITTED);
    }

    @Test
    void requestThatCommittedNothingSaysSo() {
        watch(ABORT);
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.NONE);
        assertThat(test.report(EXPIRED).committed()).isEqualTo(CommitState.NONE);
    }

    @Test
    void commitBeforeTheDeadlineIsSome() {
        CommitFence fence = watch(ABORT, CANCEL);
        commit(fence);
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.SOME);
    }

    @Test
    void commitOfNothingIsNone() {
        CommitFence fence = watch(ABORT);
        fence.beginCommit().end(NOTHING);
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.NONE);
    }

    @Test
    void commitWithoutAnAcknowledgementIsUnknown() {
        CommitFence fence = watch(ABORT);
        commit(fence);
        fence.beginCommit().end(CommitResult.UNKNOWN);
        commit(fence);
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.UNKNOWN);
    }

    @Test
    void noCommitBeginsAfterTheVerdict() {
        CommitFence fence = watch(ABORT);
        test.passSeconds(10);
        assertThat(fence.refusesCommits()).isTrue();
        assertThat(fence.beginCommit()).isNull();
        assertThat(fence.beginWrite()).isNull();
        assertThat(fence.refusesWork()).as("only cancel refuses work").isFalse();
    }

    @Test
    void policyThatOnlyInterruptsRefusesNothing() {
        CommitFence fence = watch(INTERRUPT);
        test.passSeconds(10);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fence.refusesCommits()).isFalse();
        commit(fence);
        assertThat(test.report(EXPIRED).committed()).isNull();
    }

    @Test
    void commitThatBeganFirstHoldsTheTimeoutOffAndItsHandlerHasAMomentToAnswer() {
        CommitFence fence = watch(ABORT, CANCEL);
        CommitFence.Commit commit = fence.beginCommit();
        test.passSeconds(13);
        commit.end(COMMITTED);
        test.pass(Duration.ofNanos(FencedRequest.SETTLE_NANOS - 1));
        assertThat(answered).isEmpty();
        assertThat(fence.deadline().isExpired()).isFalse();
        request.close();
        assertThat(answered).isEmpty();
        assertThat(test.report(SHIELDED).note()).isNotNull();
    }

    @Test
    void handlerThatDoesNotAnswerAfterItsCommitGetsTheTimeout() {
        CommitFence fence = watch(ABORT);
        CommitFence.Commit commit = fence.beginCommit();
        test.passSeconds(13);
        commit.end(COMMITTED);
        test.pass(Duration.ofNanos(FencedRequest.SETTLE_NANOS));
        assertThat(answered).containsExactly(CommitState.SOME);
    }

    @Test
    void momentAfterTheCommitDoesNotOutlastMaxShield() {
        CommitFence fence = watch(ABORT);
        CommitFence.Commit commit = fence.beginCommit();
        test.pass(Duration.ofMillis(14_990));
        commit.end(COMMITTED);
        test.pass(Duration.ofMillis(10));
        assertThat(answered).containsExactly(CommitState.SOME);
    }

    @Test
    void commitThatOutlastsMaxShieldIsUnknown() {
        CommitFence fence = watch(ABORT);
        CommitFence.Commit commit = fence.beginCommit();
        test.passSeconds(15);
        assertThat(answered).containsExactly(CommitState.UNKNOWN);
        commit.end(COMMITTED);
        assertThat(answered).hasSize(1);
    }

    @Test
    void writeThatIsCancelledHoldsTheAnswerUntilItHasEnded() {
        CommitFence fence = watch(ABORT, CANCEL);
        CommitFence.Commit write = fence.beginWrite();
        test.passSeconds(10);
        assertThat(fence.deadline().isExpired()).isTrue();
        test.passSeconds(4.9);
        assertThat(answered).isEmpty();
        write.end(NOTHING);
        assertThat(answered).containsExactly(CommitState.NONE);
        test.passSeconds(10);
        assertThat(answered).hasSize(1);
    }

    @Test
    void writeThatWentThroughAllTheSameIsSome() {
        CommitFence fence = watch(ABORT, CANCEL);
        CommitFence.Commit write = fence.beginWrite();
        test.passSeconds(10);
        write.end(COMMITTED);
        assertThat(answered).containsExactly(CommitState.SOME);
    }

    @Test
    void writeThatDoesNotEndHoldsTheAnswerNoLongerThanMaxShield() {
        CommitFence fence = watch(ABORT, CANCEL);
        CommitFence.Commit write = fence.beginWrite();
        test.passSeconds(10);
        test.passSeconds(5);
        assertThat(answered).containsExactly(CommitState.UNKNOWN);
        write.end(COMMITTED);
        assertThat(answered).hasSize(1);
    }

    @Test
    void writeIsACommitWhereThePolicyDoesNotCancel() {
        CommitFence fence = watch(ABORT);
        CommitFence.Commit write = fence.beginWrite();
        test.passSeconds(11);
        assertThat(fence.deadline().isExpired()).isFalse();
        write.end(COMMITTED);
        test.passSeconds(1);
        assertThat(answered).containsExactly(CommitState.SOME);
    }

    @Test
    void whatMayBeAReadHoldsNothingUpAndIsUnknown() {
        CommitFence fence = watch(ABORT);
        CommitFence.Commit query = fence.beginUncertainWrite();
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.UNKNOWN);
        query.end(COMMITTED);
        assertThat(answered).hasSize(1);
        assertThat(fence.beginUncertainWrite()).isNull();
    }

    @Test
    void whatMayBeAReadAndHasEndedIsSomeOrNone() {
        CommitFence fence = watch(ABORT);
        fence.beginUncertainWrite().end(NOTHING);
        test.passSeconds(10);
        watch(ABORT).beginUncertainWrite().end(COMMITTED);
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.NONE, CommitState.SOME);
    }

    @Test
    void whatMayBeAReadAndIsCancelledHoldsTheAnswerUntilItHasEnded() {
        CommitFence fence = watch(ABORT, CANCEL);
        CommitFence.Commit query = fence.beginUncertainWrite();
        test.passSeconds(10);
        assertThat(answered).isEmpty();
        query.end(NOTHING);
        assertThat(answered).containsExactly(CommitState.NONE);
    }

    @Test
    void commitThatIsEndedTwiceEndsOnce() {
        CommitFence fence = watch(ABORT);
        CommitFence.Commit first = fence.beginCommit();
        CommitFence.Commit second = fence.beginCommit();
        first.end(NOTHING);
        first.end(COMMITTED);
        test.passSeconds(11);
        assertThat(fence.deadline().isExpired()).as("the second is under way").isFalse();
        second.end(NOTHING);
        second.end(COMMITTED);
        test.passSeconds(1);
        assertThat(answered).containsExactly(CommitState.NONE);
    }

    @Test
    void policyCanBreakOffInPlaceOfAnAnswerThatIsNotNone() {
        TimeoutPolicy policy =
                tenSeconds(ABORT).toBuilder().breakOffCommitted(true).build();
        CommitFence fence = watch(policy);
        commit(fence);
        test.passSeconds(10);
        assertThat(answered).isEmpty();
        assertThat(brokenOff).containsExactly(CommitState.SOME);
    }

    @Test
    void policyThatBreaksOffStillAnswersNone() {
        watch(tenSeconds(ABORT).toBuilder().breakOffCommitted(true).build());
        test.passSeconds(10);
        assertThat(answered).containsExactly(CommitState.NONE);
        assertThat(brokenOff).isEmpty();
    }

    @Test
    void notesBeforeAndAfterTheVerdictAreReported() {
        CommitFence fence = watch(CANCEL);
        fence.note("waited 3ms");
        fence.deadline().onExpiry(() -> fence.note("cancelled a statement"));
        test.passSeconds(10);
        assertThat(test.report(EXPIRED).note()).isEqualTo("waited 3ms; cancelled a statement");
    }

    @Test
    void outsideARequestThereIsNone() {
        @Nullable CommitFence none = CommitFence.current();
        assertThat(none).isNull();
    }
}
