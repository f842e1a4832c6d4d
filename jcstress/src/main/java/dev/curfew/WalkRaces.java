package dev.curfew;

import static dev.curfew.TimelineRaces.LATER;
import static dev.curfew.TimelineRaces.SOON;
import static dev.curfew.TimelineRaces.added;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A look at all entries of a timeline finds each that stays once, whatever the others do. */
final class WalkRaces {

    /** More than one piece. */
    private static final int ENTRIES = 66;

    private WalkRaces() {}

    private static void addMany(Timeline timeline) {
        for (int i = 1; i < ENTRIES; i++) {
            added(timeline, SOON);
        }
    }

    private static int count(List<TimelineEntry> found, TimelineEntry wanted) {
        int times = 0;
        for (TimelineEntry entry : found) {
            times += entry == wanted ? 1 : 0;
        }
        return times;
    }

    /** How often this entry is found, and how many are. */
    private static void look(Timeline timeline, TimelineEntry entry, II_Result r) {
        List<TimelineEntry> found = timeline.entries();
        r.r1 = count(found, entry);
        r.r2 = found.size();
    }

    /** An entry moves from where the walk has not been to where it has been. */
    @JCStressTest
    @Outcome(id = "1, 66", expect = ACCEPTABLE, desc = "Found once, as all others.")
    @Outcome(expect = FORBIDDEN, desc = "An entry was missed or found twice.")
    @State
    public static class MoveBack {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = added(timeline, LATER);

        public MoveBack() {
            addMany(timeline);
        }

        @Actor
        public void walk(II_Result r) {
            look(timeline, entry, r);
        }

        @Actor
        public void move() {
            timeline.move(entry, SOON);
        }
    }

    /** An entry moves from where the walk may have been to where it will come. */
    @JCStressTest
    @Outcome(id = "1, 66", expect = ACCEPTABLE, desc = "Found once, as all others.")
    @Outcome(expect = FORBIDDEN, desc = "An entry was missed or found twice.")
    @State
    public static class MoveAhead {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry;

        public MoveAhead() {
            addMany(timeline);
            entry = added(timeline, SOON);
        }

        @Actor
        public void walk(II_Result r) {
            look(timeline, entry, r);
        }

        @Actor
        public void move() {
            timeline.move(entry, LATER);
        }
    }

    /** Two entries of the list that is walked are removed, while a third is added. */
    @JCStressTest
    @Outcome(expect = FORBIDDEN, desc = "An entry that stays was missed, or one was found twice.")
    @Outcome(id = "1, [012], [01]", expect = ACCEPTABLE, desc = "Those that come and go were found or not.")
    @State
    public static class RemoveAndAdd {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry staying = added(timeline, SOON);
        private final TimelineEntry going = added(timeline, SOON);
        private final TimelineEntry goingToo;
        private final TimelineEntry coming = new TimelineEntry();

        public RemoveAndAdd() {
            goingToo = added(timeline, SOON);
            addMany(timeline);
            coming.dueNanos = SOON;
        }

        @Actor
        public void walk(III_Result r) {
            List<TimelineEntry> found = timeline.entries();
            r.r1 = count(found, staying);
            r.r2 = count(found, going) + count(found, goingToo);
            r.r3 = count(found, coming);
        }

        @Actor
        public void remove() {
            timeline.remove(goingToo);
            timeline.remove(going);
        }

        @Actor
        public void add() {
            timeline.add(coming, SOON);
        }
    }

    /** All entries are handed out to a clock meanwhile, which parks them. */
    @JCStressTest
    @Outcome(id = "66, 66", expect = ACCEPTABLE, desc = "Each was found, and each handed out.")
    @Outcome(expect = FORBIDDEN, desc = "An entry was missed or doubled.")
    @State
    public static class Poll {

        private final Timeline timeline = new Timeline(0);

        public Poll() {
            added(timeline, SOON);
            addMany(timeline);
        }

        @Actor
        public void walk(II_Result r) {
            r.r1 = (int) timeline.entries().stream().distinct().count();
        }

        @Actor
        public void poll(II_Result r) {
            while (timeline.pollDue(SOON) != null) {
                r.r2++;
            }
        }
    }

    /** Two look at once, while an entry moves. */
    @JCStressTest
    @Outcome(id = "66, 66, 66", expect = ACCEPTABLE, desc = "Both found all.")
    @Outcome(expect = FORBIDDEN, desc = "One of them was disturbed by the other.")
    @State
    public static class TwoWalks {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = added(timeline, LATER);

        public TwoWalks() {
            addMany(timeline);
        }

        @Actor
        public void walk(III_Result r) {
            r.r1 = timeline.entries().size();
        }

        @Actor
        public void walkToo(III_Result r) {
            r.r2 = timeline.entries().size();
        }

        @Actor
        public void move() {
            timeline.move(entry, SOON);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = timeline.entries().size();
        }
    }

    /** The control: a walk that keeps no note of what moves. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "Missed: what the notes prevent.")
    @Outcome(expect = ACCEPTABLE, desc = "Found once or twice, by luck.")
    @State
    public static class Control {

        private volatile int place = 1;

        @Actor
        public void walk(I_Result r) {
            r.r1 = place == 0 ? 1 : 0;
            Stage.takeTime();
            r.r1 += place == 1 ? 1 : 0;
        }

        @Actor
        public void move() {
            place = 0;
        }
    }
}
