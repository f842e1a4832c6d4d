package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.IZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A deadline moves, or its request expires at it. */
final class DeadlineRaces {

    private static final long HALF_A_SECOND = TimeUnit.MILLISECONDS.toNanos(500);

    private DeadlineRaces() {}

    /** extendBy() and the deadline. */
    @JCStressTest
    @Outcome(
            id = "500, false, 1500",
            expect = ACCEPTABLE,
            desc = "Extended first: nothing happens at the old deadline.")
    @Outcome(id = "0, true, 1000", expect = ACCEPTABLE, desc = "Expired first: the extension moved nothing.")
    @Outcome(expect = FORBIDDEN, desc = "Extended and expired, or neither.")
    @State
    public static class ExtendAndExpire {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.LOG);

        @Actor
        public void extend(IZI_Result r) {
            r.r1 = Stage.millis(request.extendBy(HALF_A_SECOND));
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(IZI_Result r) {
            r.r2 = request.isExpired();
            r.r3 = Stage.millis(request.deadlineNanos);
        }
    }

    /** The same with a place in a timeline: the new deadline is kept. */
    @JCStressTest
    @Outcome(
            id = "500, false, true",
            expect = ACCEPTABLE,
            desc = "Extended first: due at the new deadline, not before.")
    @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "Expired first: due no more.")
    @Outcome(expect = FORBIDDEN, desc = "Extended and expired, or the new deadline is lost or early.")
    @State
    public static class ExtendAndClock {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.LOG);

        @Actor
        public void extend(IZZ_Result r) {
            r.r1 = Stage.millis(request.extendBy(HALF_A_SECOND));
        }

        @Actor
        public void clock() {
            Stage.pass(timeline, Stage.DEADLINE);
        }

        @Arbiter
        public void after(IZZ_Result r) {
            r.r2 = request.isExpired();
            TimelineEntry early = timeline.pollDue(Stage.DEADLINE + HALF_A_SECOND - 1);
            TimelineEntry inTime = timeline.pollDue(Stage.DEADLINE + HALF_A_SECOND);
            r.r3 = early == null && (inTime == request) != r.r2;
        }
    }

    /** restart() and extendBy(). */
    @JCStressTest
    @Outcome(id = "1000, 500, 2500", expect = ACCEPTABLE, desc = "Restarted, then extended.")
    @Outcome(id = "500, 500, 2000", expect = ACCEPTABLE, desc = "Extended, then restarted.")
    @Outcome(expect = FORBIDDEN, desc = "What they say they moved is not what moved.")
    @State
    public static class RestartAndExtend {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.LOG);

        @Actor
        public void restart(III_Result r) {
            r.r1 = Stage.millis(request.restart(2 * Stage.DEADLINE));
        }

        @Actor
        public void extend(III_Result r) {
            r.r2 = Stage.millis(request.extendBy(HALF_A_SECOND));
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = Stage.millis(request.deadlineNanos);
        }
    }

    /** Two extensions that together are more than max-extension. */
    @JCStressTest
    @Outcome(id = "200000, 100000, 301000", expect = ACCEPTABLE, desc = "The second was cut.")
    @Outcome(id = "100000, 200000, 301000", expect = ACCEPTABLE, desc = "The second was cut.")
    @Outcome(expect = FORBIDDEN, desc = "Beyond max-extension, or less than was allowed.")
    @State
    public static class ExtendTwice {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.LOG);

        @Actor
        public void extend(III_Result r) {
            r.r1 = Stage.millis(request.extendBy(200 * Stage.DEADLINE));
        }

        @Actor
        public void extendToo(III_Result r) {
            r.r2 = Stage.millis(request.extendBy(200 * Stage.DEADLINE));
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = Stage.millis(request.deadlineNanos);
        }
    }

    /** extendBy() and complete(). */
    @JCStressTest
    @Outcome(id = "500, true, true", expect = ACCEPTABLE, desc = "Extended, then completed.")
    @Outcome(id = "0, true, true", expect = ACCEPTABLE, desc = "Completed first: nothing to extend.")
    @Outcome(expect = FORBIDDEN, desc = "A completed request was put back into its timeline.")
    @State
    public static class ExtendAndComplete {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.LOG);

        @Actor
        public void extend(IZZ_Result r) {
            r.r1 = Stage.millis(request.extendBy(HALF_A_SECOND));
        }

        @Actor
        public void complete(IZZ_Result r) {
            r.r2 = request.complete(Completion.normal());
        }

        @Arbiter
        public void after(IZZ_Result r) {
            r.r3 = timeline.size() == 0 && timeline.pollDue(2 * Stage.DEADLINE) == null;
        }
    }

    /** disable() and the deadline. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Disabled first: it never expires.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "Expired first: disable() had no effect.")
    @Outcome(expect = FORBIDDEN, desc = "Disabled and expired, or neither.")
    @State
    public static class DisableAndExpire {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.LOG);

        @Actor
        public void disable(ZZ_Result r) {
            r.r1 = request.disable();
        }

        @Actor
        public void clock() {
            Stage.pass(timeline, Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            Stage.pass(timeline, 10 * Stage.DEADLINE);
            r.r2 = request.isExpired();
        }
    }

    /** The control: each looks before it acts, without the lock. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Extended and expired: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "One of the two, by luck.")
    @State
    public static class Control {

        private volatile long deadlineNanos = Stage.DEADLINE;
        private volatile boolean expired;

        @Actor
        public void extend(ZZ_Result r) {
            if (!expired) {
                deadlineNanos = Stage.DEADLINE + HALF_A_SECOND;
                r.r1 = true;
            }
        }

        @Actor
        public void expire() {
            if (deadlineNanos <= Stage.DEADLINE) {
                expired = true;
            }
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r2 = expired;
        }
    }
}
