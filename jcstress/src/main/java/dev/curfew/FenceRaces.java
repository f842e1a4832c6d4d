package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A commit goes first, or the timeout does; and what the client reads of it is true. */
final class FenceRaces {

    private FenceRaces() {}

    /** A client that keeps what it is told. */
    private static final class Told implements AbortHandler {

        volatile @Nullable CommitState committed;
        volatile int answers;

        @Override
        public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
            committed = report.committed();
            answers = answers + 1; // by one thread, or it is a fault
            return AnswerResult.ANSWERED;
        }

        @Override
        public boolean breakOff(InFlightRequest request, TimeoutReport report) {
            committed = report.committed();
            return true;
        }

        String text() {
            return answers == 1 ? String.valueOf(committed) : answers + " answers";
        }
    }

    /** A commit and the deadline. */
    @JCStressTest
    @Outcome(id = "true, false, SOME", expect = ACCEPTABLE, desc = "It committed; the verdict fell outside.")
    @Outcome(id = "false, false, NONE", expect = ACCEPTABLE, desc = "The verdict fell first; the commit was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The verdict fell inside the commit, was lost, or does not tell of it.")
    @State
    public static class CommitAndExpire {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.CANCEL);

        @Actor
        public void commit(ZZL_Result r) {
            r.r1 = request.beginCommit();
            if (r.r1) {
                boolean before = request.isExpired();
                r.r2 = before | request.isExpired();
                request.endCommit(CommitResult.COMMITTED);
            }
        }

        @Actor
        public void clock() {
            Stage.pass(timeline, Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZL_Result r) {
            Stage.pass(timeline, Stage.DEADLINE);
            r.r3 = String.valueOf(request.report().committed());
        }
    }

    /** A commit and the end of max-shield: the client is told without it, by an answer or by its end. */
    @JCStressTest
    @Outcome(id = "true, SOME", expect = ACCEPTABLE, desc = "It had committed when the client was told.")
    @Outcome(id = "true, UNKNOWN", expect = ACCEPTABLE, desc = "It was under way still.")
    @Outcome(id = "false, NONE", expect = ACCEPTABLE, desc = "The verdict fell first; the commit was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The client was told a lie, or nothing.")
    @State
    public static class CommitAndMaxShield {

        private final Told client = new Told();
        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.CANCEL_ABORT, client);

        @Actor
        public void commit(ZL_Result r) {
            r.r1 = request.beginCommit();
            if (r.r1) {
                Stage.awaitOrGoOn(request::isExpired);
                request.endCommit(CommitResult.COMMITTED);
            }
        }

        @Actor
        public void clock() {
            request.onDue(Stage.SHIELD_END);
            request.onDue(Stage.SHIELD_END + Stage.DEADLINE); // each step has had its time
        }

        @Arbiter
        public void after(ZL_Result r) {
            r.r2 = String.valueOf(client.committed);
        }
    }

    /** A write that commits by itself and is cancelled: the answer waits until it has ended. */
    @JCStressTest
    @Outcome(id = "true, SOME", expect = ACCEPTABLE, desc = "The client reads of the write.")
    @Outcome(id = "false, NONE", expect = ACCEPTABLE, desc = "The verdict fell first; the write was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The client was told a lie, or not answered once.")
    @State
    public static class WriteAndAnswer {

        private final Told client = new Told();
        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.CANCEL_ABORT, client);

        @Actor
        public void write(ZL_Result r) {
            r.r1 = request.beginWriteThrough();
            if (r.r1) {
                Stage.awaitOrGoOn(request::isExpired);
                request.endWriteThrough(CommitResult.COMMITTED);
            }
        }

        @Actor
        public void clock() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZL_Result r) {
            r.r2 = client.text();
        }
    }

    /** Two such writes, one in the other: the answer waits for both. */
    @JCStressTest
    @Outcome(id = "true, true, SOME", expect = ACCEPTABLE, desc = "Both are in.")
    @Outcome(id = "true, false, SOME", expect = ACCEPTABLE, desc = "The first is in; the second was refused.")
    @Outcome(id = "false, false, NONE", expect = ACCEPTABLE, desc = "Both were refused.")
    @Outcome(expect = FORBIDDEN, desc = "The client was told a lie, or not answered once.")
    @State
    public static class TwoWritesAndAnswer {

        private final Told client = new Told();
        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.CANCEL_ABORT, client);

        @Actor
        public void writes(ZZL_Result r) {
            r.r1 = request.beginWriteThrough();
            r.r2 = request.beginWriteThrough();
            if (r.r2) {
                Stage.awaitOrGoOn(request::isExpired);
                request.endWriteThrough(CommitResult.COMMITTED);
            }
            if (r.r1) {
                request.endWriteThrough(CommitResult.COMMITTED);
            }
        }

        @Actor
        public void clock() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZL_Result r) {
            r.r3 = client.text();
        }
    }

    /** A write of one thread while the request's own completes, which answers at once. */
    @JCStressTest
    @Outcome(id = "true, SOME", expect = ACCEPTABLE, desc = "The client reads of the write.")
    @Outcome(id = "true, UNKNOWN", expect = ACCEPTABLE, desc = "It was under way still.")
    @Outcome(id = "false, NONE", expect = ACCEPTABLE, desc = "The verdict fell first; the write was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The client was told a lie.")
    @State
    public static class WriteAndComplete {

        private final Told client = new Told();
        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL_ABORT, client);

        @Actor
        public void write(ZL_Result r) {
            r.r1 = request.beginWriteThrough();
            if (r.r1) {
                Stage.takeTime();
                request.endWriteThrough(CommitResult.COMMITTED);
            }
        }

        @Actor
        public void complete() {
            request.onDue(Stage.DEADLINE);
            request.complete(Completion.normal());
        }

        @Arbiter
        public void after(ZL_Result r) {
            r.r2 = String.valueOf(client.committed);
        }
    }

    /** The control: each looks before it acts, without the lock. */
    @JCStressTest
    @Outcome(
            id = "true, true",
            expect = ACCEPTABLE_INTERESTING,
            desc = "A commit after the client was told of none: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Told the truth, by luck.")
    @State
    public static class Control {

        private volatile boolean committing;
        private volatile boolean expired;

        @Actor
        public void commit(ZZ_Result r) {
            if (!expired) {
                committing = true;
                r.r1 = true;
            }
        }

        @Actor
        public void expire(ZZ_Result r) {
            if (!committing) {
                expired = true;
                r.r2 = true;
            }
        }
    }
}
