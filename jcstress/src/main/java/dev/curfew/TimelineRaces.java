package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A timeline hands an entry out once for each time it is scheduled, and never after its removal. */
final class TimelineRaces {

    static final long SOON = 5L << 20;
    static final long LATER = 300L << 20; // a higher level of the wheel
    private static final long MUCH_LATER = 300_000L << 20;

    private TimelineRaces() {}

    static TimelineEntry added(Timeline timeline, long dueNanos) {
        TimelineEntry entry = new TimelineEntry();
        entry.dueNanos = dueNanos;
        timeline.add(entry, dueNanos);
        return entry;
    }

    /** How often the entry is handed out from now on, up to this time. */
    private static int handedOut(Timeline timeline, TimelineEntry wanted, long nowNanos) {
        int times = 0;
        for (TimelineEntry entry = timeline.pollDue(nowNanos); entry != null; entry = timeline.pollDue(nowNanos)) {
            times += entry == wanted ? 1 : 0;
        }
        return times;
    }

    /** Two clocks, one entry that is due. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The first got it.")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "The second got it.")
    @Outcome(expect = FORBIDDEN, desc = "Both got it, or neither.")
    @State
    public static class PollAndPoll {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = added(timeline, LATER);

        @Actor
        public void poll(III_Result r) {
            r.r1 = timeline.pollDue(LATER) == entry ? 1 : 0;
        }

        @Actor
        public void pollToo(III_Result r) {
            r.r2 = timeline.pollDue(LATER) == entry ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = timeline.size() + handedOut(timeline, entry, MUCH_LATER);
        }
    }

    /** Removal and a clock. */
    @JCStressTest
    @Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "Removed before: not handed out.")
    @Outcome(id = "0, 0, 0, 0", expect = ACCEPTABLE, desc = "Removed first: not handed out.")
    @Outcome(id = "0, 1, 0, 0", expect = ACCEPTABLE, desc = "Handed out first, then removed.")
    @Outcome(expect = FORBIDDEN, desc = "Handed out after its removal, or still counted.")
    @State
    public static class RemoveAndPoll {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = added(timeline, LATER);
        private volatile boolean removed;

        @Actor
        public void remove() {
            timeline.remove(entry);
            removed = true;
        }

        @Actor
        public void poll(IIII_Result r) {
            r.r1 = removed ? 1 : 0;
            r.r2 = timeline.pollDue(LATER) == entry ? 1 : 0;
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r3 = handedOut(timeline, entry, MUCH_LATER);
            r.r4 = timeline.size();
        }
    }

    /** Moving an entry to a later time, and a clock. */
    @JCStressTest
    @Outcome(id = "0, 0, 1, 1", expect = ACCEPTABLE, desc = "Moved first: handed out once, at the new time.")
    @Outcome(id = "1, 0, 1, 1", expect = ACCEPTABLE, desc = "Handed out at the old time, then once at the new one.")
    @Outcome(expect = FORBIDDEN, desc = "Early, lost or doubled, or the size is wrong.")
    @State
    public static class MoveAndPoll {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = added(timeline, SOON);

        @Actor
        public void move() {
            timeline.move(entry, LATER);
        }

        @Actor
        public void poll(IIII_Result r) {
            r.r1 = timeline.pollDue(SOON) == entry ? 1 : 0;
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r2 = handedOut(timeline, entry, LATER - 1);
            r.r3 = handedOut(timeline, entry, LATER);
            r.r4 = timeline.size();
        }
    }

    /** Moving and removing: what was removed is not put back. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Removed for good.")
    @Outcome(expect = FORBIDDEN, desc = "Put back, or counted wrongly.")
    @State
    public static class MoveAndRemove {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = added(timeline, SOON);

        @Actor
        public void move() {
            timeline.move(entry, LATER);
        }

        @Actor
        public void remove() {
            timeline.remove(entry);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = handedOut(timeline, entry, MUCH_LATER);
            r.r2 = timeline.size();
        }
    }

    /** Two threads add. */
    @JCStressTest
    @Outcome(id = "1, 1, 2, 1", expect = ACCEPTABLE, desc = "Each is handed out once, under a number of its own.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost or doubled, or they share a number.")
    @State
    public static class AddAndAdd {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry entry = new TimelineEntry();
        private final TimelineEntry other = new TimelineEntry();

        @Actor
        public void add() {
            entry.dueNanos = SOON;
            timeline.add(entry, SOON);
        }

        @Actor
        public void addOther() {
            other.dueNanos = SOON;
            timeline.add(other, SOON);
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r3 = timeline.size();
            r.r4 = (int) Math.abs(entry.number - other.number);
            TimelineEntry first = timeline.pollDue(SOON);
            TimelineEntry second = timeline.pollDue(SOON);
            r.r1 = (first == entry ? 1 : 0) + (second == entry ? 1 : 0);
            r.r2 = (first == other ? 1 : 0) + (second == other ? 1 : 0);
        }
    }

    /** One thread adds, one removes its neighbour, a clock polls. */
    @JCStressTest
    @Outcome(id = "1, 0, 0, 1", expect = ACCEPTABLE, desc = "The neighbour was removed first.")
    @Outcome(id = "1, 1, 0, 1", expect = ACCEPTABLE, desc = "The neighbour was handed out and removed.")
    @Outcome(expect = FORBIDDEN, desc = "An entry was lost, doubled or handed out after its removal.")
    @State
    public static class AddAndRemoveAndPoll {

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry neighbour = added(timeline, LATER);
        private final TimelineEntry entry = new TimelineEntry();
        private int entryPolled;
        private int neighbourPolled;

        public AddAndRemoveAndPoll() {
            entry.dueNanos = LATER;
        }

        @Actor
        public void add() {
            timeline.add(entry, LATER);
        }

        @Actor
        public void remove() {
            timeline.remove(neighbour);
        }

        @Actor
        public void poll() {
            for (TimelineEntry due = timeline.pollDue(LATER); due != null; due = timeline.pollDue(LATER)) {
                entryPolled += due == entry ? 1 : 0;
                neighbourPolled += due == neighbour ? 1 : 0;
            }
        }

        @Arbiter
        public void after(IIII_Result r) {
            TimelineEntry left = timeline.pollDue(MUCH_LATER);
            r.r1 = entryPolled + (left == entry ? 1 : 0);
            r.r2 = neighbourPolled;
            r.r3 = timeline.pollDue(MUCH_LATER) == null ? 0 : 1;
            r.r4 = timeline.size();
        }
    }

    /** A full slot on its way down, in more than one hold of the lock, while one of its entries is removed. */
    @JCStressTest
    @Outcome(id = "65, 65", expect = ACCEPTABLE, desc = "Removed first: the others were handed out.")
    @Outcome(id = "66, 65", expect = ACCEPTABLE, desc = "Handed out before it was removed.")
    @Outcome(expect = FORBIDDEN, desc = "An entry was lost or doubled.")
    @State
    public static class CascadeAndRemove {

        private static final int ENTRIES = 66;

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry last;

        public CascadeAndRemove() {
            last = added(timeline, LATER);
            for (int i = 1; i < ENTRIES; i++) {
                added(timeline, LATER);
            }
        }

        @Actor
        public void poll(II_Result r) {
            while (timeline.pollDue(LATER) != null) {
                r.r1++;
            }
        }

        @Actor
        public void remove() {
            timeline.remove(last);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r2 = timeline.size();
        }
    }

    /** A full slot on its way down while one of its entries moves on. */
    @JCStressTest
    @Outcome(id = "65, 0, 1, 66", expect = ACCEPTABLE, desc = "Moved first: handed out once, at its new time.")
    @Outcome(id = "66, 0, 1, 66", expect = ACCEPTABLE, desc = "Handed out at its old time, then once at its new one.")
    @Outcome(expect = FORBIDDEN, desc = "An entry was early, lost or doubled.")
    @State
    public static class CascadeAndMove {

        private static final int ENTRIES = 66;

        private final Timeline timeline = new Timeline(0);
        private final TimelineEntry last;

        public CascadeAndMove() {
            last = added(timeline, LATER);
            for (int i = 1; i < ENTRIES; i++) {
                added(timeline, LATER);
            }
        }

        @Actor
        public void poll(IIII_Result r) {
            while (timeline.pollDue(LATER) != null) {
                r.r1++;
            }
        }

        @Actor
        public void move() {
            timeline.move(last, MUCH_LATER);
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r2 = handedOut(timeline, last, MUCH_LATER - 1);
            r.r3 = handedOut(timeline, last, MUCH_LATER);
            r.r4 = timeline.size();
        }
    }

    /** The control: two clocks look before they take, without the lock. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Handed out twice: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Handed out once, by luck.")
    @State
    public static class Control {

        private volatile boolean due = true;

        @Actor
        public void poll(II_Result r) {
            if (due) {
                due = false;
                r.r1 = 1;
            }
        }

        @Actor
        public void pollToo(II_Result r) {
            if (due) {
                due = false;
                r.r2 = 1;
            }
        }
    }
}
