package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A request either completes or expires. */
final class VerdictRaces {

    private VerdictRaces() {}

    /** complete() and the deadline. */
    @JCStressTest
    @Outcome(id = "true, false, false, true", expect = ACCEPTABLE, desc = "It completed first and never expires.")
    @Outcome(id = "false, true, true, true", expect = ACCEPTABLE, desc = "It expired first, and complete() says so.")
    @Outcome(expect = FORBIDDEN, desc = "Both verdicts, none, or complete() disagrees with isExpired().")
    @State
    public static class CompleteAndExpire {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.LOG);

        @Actor
        public void complete(ZZZZ_Result r) {
            r.r1 = request.complete(Completion.normal());
            r.r2 = request.isExpired();
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZZ_Result r) {
            r.r3 = request.isExpired();
            r.r4 = request.isCompleted();
        }
    }

    /** The same with a place in a timeline: what has completed is nowhere. */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "It completed first and left the timeline.")
    @Outcome(id = "false, true, true", expect = ACCEPTABLE, desc = "It expired first and left the timeline.")
    @Outcome(expect = FORBIDDEN, desc = "Two verdicts, or a completed request is still in the timeline.")
    @State
    public static class CompleteAndClock {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.LOG);

        @Actor
        public void complete(ZZZ_Result r) {
            r.r1 = request.complete(Completion.normal());
        }

        @Actor
        public void clock() {
            Stage.pass(timeline, Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r2 = request.isExpired();
            r.r3 = timeline.size() == 0 && timeline.pollDue(Stage.SHIELD_END) == null;
        }
    }

    /** Two completions and the deadline. */
    @JCStressTest
    @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "It completed before its deadline.")
    @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "It expired first.")
    @Outcome(expect = FORBIDDEN, desc = "The two completions disagree with each other or with isExpired().")
    @State
    public static class CompleteTwiceAndExpire {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.LOG);

        @Actor
        public void complete(ZZZ_Result r) {
            r.r1 = request.complete(Completion.normal());
        }

        @Actor
        public void completeToo(ZZZ_Result r) {
            r.r2 = request.complete(Completion.normal());
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r3 = request.isExpired();
        }
    }

    /** Two completions of an expired request: one report of its end. */
    @JCStressTest
    @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "Both say that it had expired; it ended once.")
    @Outcome(expect = FORBIDDEN, desc = "A completion denies the expiry, or the end was not reported to the last.")
    @State
    public static class CompleteTwice {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.LOG);

        public CompleteTwice() {
            request.onDue(Stage.DEADLINE);
        }

        @Actor
        public void complete(ZZZ_Result r) {
            r.r1 = request.complete(Completion.normal());
        }

        @Actor
        public void completeToo(ZZZ_Result r) {
            r.r2 = request.complete(Completion.normal());
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r3 = request.isCompleted() && request.enforcement().step == Enforcement.REPORTED;
        }
    }

    /** completeUnlessAborted() and the deadline under abort. */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "It completed first; the answer is its own.")
    @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "It was aborted first and goes on.")
    @Outcome(expect = FORBIDDEN, desc = "Aborted and completed, or neither.")
    @State
    public static class CompleteUnlessAborted {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.ABORT, Stage.ANSWERS);

        @Actor
        public void complete(ZZZ_Result r) {
            r.r1 = request.completeUnlessAborted(Completion.normal());
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r2 = request.isAborted();
            r.r3 = request.isCompleted();
        }
    }

    /** The control: each looks before it acts, without the lock. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Both verdicts: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "One verdict, by luck.")
    @State
    public static class Control {

        private volatile boolean completed;
        private volatile boolean expired;

        @Actor
        public void complete() {
            if (!expired) {
                completed = true;
            }
        }

        @Actor
        public void expire() {
            if (!completed) {
                expired = true;
            }
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = completed;
            r.r2 = expired;
        }
    }
}
