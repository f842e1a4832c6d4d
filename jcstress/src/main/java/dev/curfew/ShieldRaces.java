package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A shielded section holds the verdict off, or is refused. */
final class ShieldRaces {

    private ShieldRaces() {}

    /** A section and the deadline. */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "The section ran whole; the verdict fell outside.")
    @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "The verdict fell first; the section was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The verdict fell inside the section, or was lost.")
    @State
    public static class SectionAndExpire {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.CANCEL);

        @Actor
        public void section(ZZZ_Result r) {
            r.r1 = request.beginShield();
            if (r.r1) {
                boolean before = request.isExpired();
                r.r2 = before | request.isExpired();
                request.endShield();
            }
        }

        @Actor
        public void clock() {
            Stage.pass(timeline, Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            Stage.pass(timeline, Stage.DEADLINE); // what was held off is due again as soon as the section has ended
            r.r3 = request.isExpired();
        }
    }

    /** Two sections, one in the other or one after the other, on two threads of the request. */
    @JCStressTest
    @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "The verdict fell outside of both sections.")
    @Outcome(expect = FORBIDDEN, desc = "The verdict fell inside a section, or was lost.")
    @State
    public static class TwoSectionsAndExpire {

        private final Timeline timeline = new Timeline(0);
        private final WatchedRequest request = Stage.request(timeline, Stage.CANCEL);

        @Actor
        public void section(ZZZ_Result r) {
            r.r1 = sawVerdict(request);
        }

        @Actor
        public void sectionToo(ZZZ_Result r) {
            r.r2 = sawVerdict(request);
        }

        @Actor
        public void clock() {
            Stage.pass(timeline, Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            Stage.pass(timeline, Stage.DEADLINE);
            r.r3 = request.isExpired();
        }

        private static boolean sawVerdict(WatchedRequest request) {
            if (!request.beginShield()) {
                return false;
            }
            boolean before = request.isExpired();
            boolean saw = before | request.isExpired();
            request.endShield();
            return saw;
        }
    }

    /** A section and the end of max-shield. */
    @JCStressTest
    @Outcome(
            id = "true, false, true",
            expect = ACCEPTABLE,
            desc = "The section had ended, or the verdict waited for it.")
    @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "The section outlasted max-shield.")
    @Outcome(id = "false, false, true", expect = ACCEPTABLE, desc = "The verdict fell first; the section was refused.")
    @Outcome(expect = FORBIDDEN, desc = "A section held the verdict off for longer than max-shield.")
    @State
    public static class SectionAndMaxShield {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);

        @Actor
        public void section(ZZZ_Result r) {
            r.r1 = request.beginShield();
            if (r.r1) {
                r.r2 = request.isExpired();
                request.endShield();
            }
        }

        @Actor
        public void expire() {
            request.onDue(Stage.SHIELD_END);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r3 = request.isExpired();
        }
    }

    /** A section and the last moment of max-shield. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The section ran whole.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The verdict fell first; the section was refused.")
    @Outcome(expect = FORBIDDEN, desc = "The verdict fell inside the section before max-shield was over.")
    @State
    public static class SectionBeforeMaxShield {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);

        @Actor
        public void section(ZZ_Result r) {
            r.r1 = request.beginShield();
            if (r.r1) {
                r.r2 = request.isExpired();
                request.endShield();
            }
        }

        @Actor
        public void expire() {
            request.onDue(Stage.SHIELD_END - 1);
        }
    }

    /** The control: each looks before it acts, without the lock. */
    @JCStressTest
    @Outcome(
            id = "true, true",
            expect = ACCEPTABLE_INTERESTING,
            desc = "A verdict inside the section: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "The verdict fell outside, by luck.")
    @State
    public static class Control {

        private volatile boolean shielded;
        private volatile boolean expired;

        @Actor
        public void section(ZZ_Result r) {
            if (!expired) {
                shielded = true;
                r.r1 = true;
                r.r2 = expired;
                shielded = false;
            }
        }

        @Actor
        public void expire() {
            if (!shielded) {
                expired = true;
            }
        }
    }
}
