package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A request in its cell is neither missed by the clock, or by who looks at all requests, nor put back once completed. */
final class CellRaces {

    private static final long SOON = Stage.DEADLINE;
    private static final long LATER = 60 * Stage.DEADLINE;
    private static final Faults FAULTS = new Faults();
    private static final TimeoutPolicy LATE =
            TimeoutPolicy.builder(Duration.ofNanos(LATER)).warnAt(WarnAt.off()).build();

    private CellRaces() {}

    /** A thread's slot, a registry's cells, a timeline, and a request that is in neither yet. */
    private abstract static class Fixture {

        final Timeline timeline = new Timeline(0);
        final Cells cells = new Cells();
        final @Nullable Object[] slot = CurrentRequest.newCell();
        final WatchedRequest request = Stage.unplaced(timeline, Stage.LOG);

        final void take() {
            if (!cells.take(request, slot)) {
                throw new IllegalStateException("not taken");
            }
        }

        /** How often a look finds the request: at the cells first, at the timelines then. */
        final int look() {
            int found = cells.requests().size();
            return found + timeline.entries().size();
        }
    }

    /** The same with a clock, which counts the events. */
    private abstract static class ClockFixture extends Fixture implements Clock.Owner {

        final Clock clock = new Clock(new Timeline[] {timeline}, cells, this, () -> 0, FAULTS);
        int events;

        @Override
        public void due(WatchedRequest request, long nowNanos) {
            events++;
        }

        @Override
        public void relieve(long nowNanos) {}

        @Override
        public long reliefDueNanos() {
            return Timeline.NEVER;
        }

        final void begin() {
            take();
            clock.lookBy(SOON);
        }

        /** Whether the clock wakes up in time for the request, and how often it hands it over then. */
        final void judge(ZI_Result r) {
            r.r1 = ClockRaces.wakeAt(clock) <= SOON;
            clock.pass(SOON);
            r.r2 = events;
        }
    }

    /** A request begins while the clock goes to sleep for good. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "The clock wakes up in time.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up or the request was lost.")
    @State
    public static class SleepAndBegin extends ClockFixture {

        @Actor
        public void sleep() {
            clock.pass(0);
        }

        @Actor
        public void beginRequest() {
            begin();
        }

        @Arbiter
        public void after(ZI_Result r) {
            judge(r);
        }
    }

    /** A request begins while the clock looks at the cells, with nothing in them. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "The clock wakes up in time.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up or the request was lost.")
    @State
    public static class LookAndBegin extends ClockFixture {

        public LookAndBegin() {
            clock.lookBy(0);
        }

        @Actor
        public void lookThrough() {
            clock.pass(0);
        }

        @Actor
        public void beginRequest() {
            begin();
        }

        @Arbiter
        public void after(ZI_Result r) {
            judge(r);
        }
    }

    /** A request begins while the clock looks at the cells and means to look again after the request is due. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "The clock wakes up in time.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up or the request was lost.")
    @State
    public static class LookAndBeginEarlier extends ClockFixture {

        public LookAndBeginEarlier() {
            WatchedRequest later = Stage.unplaced(timeline, LATE);
            cells.take(later, CurrentRequest.newCell());
            clock.lookBy(0);
        }

        @Actor
        public void lookThrough() {
            clock.pass(0);
        }

        @Actor
        public void beginRequest() {
            begin();
        }

        @Arbiter
        public void after(ZI_Result r) {
            judge(r);
        }
    }

    /** Two requests begin, the later one first in hastening the look perhaps, while the clock goes to sleep. */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "The clock wakes up in time for the first.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up or the request was lost.")
    @State
    public static class SleepAndBeginTwo extends ClockFixture {

        @Actor
        public void sleep() {
            clock.pass(0);
        }

        @Actor
        public void beginRequest() {
            begin();
        }

        @Actor
        public void beginLater() {
            clock.lookBy(LATER);
        }

        @Arbiter
        public void after(ZI_Result r) {
            judge(r);
        }
    }

    /** A request's thread leaves it while somebody looks at all requests. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Found in its cell, or in its timeline.")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Found in both: the same request, which the registry tells.")
    @Outcome(expect = FORBIDDEN, desc = "Missed.")
    @State
    public static class LeaveAndLook extends Fixture {

        public LeaveAndLook() {
            take();
        }

        @Actor
        public void leave() {
            request.leaveCell();
            slot[CurrentRequest.TOP] = null;
        }

        /** As quick as can be, so that it falls between the two writes. */
        @Actor
        public void look(I_Result r) {
            r.r1 = CurrentRequest.inCell(slot) == null ? 0 : 1;
            r.r1 += timeline.size();
        }
    }

    /** A request's thread leaves it, and the clock moves it. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "In its timeline, once.")
    @Outcome(expect = FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class LeaveAndMove extends Fixture {

        public LeaveAndMove() {
            take();
        }

        @Actor
        public void leave() {
            request.leaveCell();
        }

        @Actor
        public void move() {
            cells.forEach(WatchedRequest::leaveCell);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = timeline.size();
            r.r2 = look();
        }
    }

    /** A request completes while the clock moves it. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Gone.")
    @Outcome(expect = FORBIDDEN, desc = "Put into its timeline after its end.")
    @State
    public static class CompleteAndMove extends Fixture {

        public CompleteAndMove() {
            take();
        }

        @Actor
        public void complete() {
            request.complete(Completion.normal());
        }

        @Actor
        public void move() {
            cells.forEach(WatchedRequest::leaveCell);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = timeline.size();
            r.r2 = look();
        }
    }

    /** A request's deadline is brought forward while the clock moves it. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "In its timeline, once, at its new time.")
    @Outcome(expect = FORBIDDEN, desc = "Lost or doubled, or at its old time.")
    @State
    public static class ShortenAndMove extends Fixture {

        public ShortenAndMove() {
            take();
        }

        @Actor
        public void shorten() {
            request.shorten(SOON / 2);
        }

        @Actor
        public void move() {
            cells.forEach(WatchedRequest::leaveCell);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = timeline.size();
            r.r2 = timeline.pollDue(SOON / 2) == request ? 1 : 0;
            r.r3 = look();
        }
    }

    /** A request completes on another thread while its own begins the next one. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The next one is in the cell.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The cell was not free yet: the next one goes to a timeline.")
    @Outcome(expect = FORBIDDEN, desc = "The next one was lost, or the completed one is still found.")
    @State
    public static class CompleteElsewhereAndBegin extends Fixture {

        private final WatchedRequest next = Stage.unplaced(timeline, Stage.LOG);

        public CompleteElsewhereAndBegin() {
            take();
        }

        @Actor
        public void complete() {
            request.completeNow(Completion.normal());
        }

        @Actor
        public void beginNext(II_Result r) {
            r.r1 = cells.take(next, slot) ? 1 : 0;
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = look();
        }
    }

    /** A slot becomes another registry's, whose request is in it, while the old one looks at its cells. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Only its own registry finds it.")
    @Outcome(expect = FORBIDDEN, desc = "The old registry has another's request.")
    @State
    public static class AdoptAndLook extends Fixture {

        private final Cells old = new Cells();

        public AdoptAndLook() {
            WatchedRequest ended = Stage.unplaced(timeline, Stage.LOG);
            old.take(ended, slot);
            ended.completeNow(Completion.normal());
            old.close();
        }

        @Actor
        public void adopt() {
            take();
        }

        @Actor
        public void look(II_Result r) {
            r.r1 = old.requests().size();
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = cells.requests().size();
        }
    }

    /** The control: who looks at the timelines first. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "Missed: what the order of the look prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Found, by luck.")
    @State
    public static class Control extends Fixture {

        public Control() {
            take();
        }

        @Actor
        public void leave() {
            request.leaveCell();
            slot[CurrentRequest.TOP] = null;
        }

        @Actor
        public void look(I_Result r) {
            r.r1 = timeline.entries().size();
            Stage.takeTime();
            r.r1 += cells.requests().size();
        }
    }
}
