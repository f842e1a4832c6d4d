package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The clock goes to sleep while a request is added that is due earlier. Its wake-up is lost if, when both are done, the
 * clock means to wake up after the request is due: nobody would wake it.
 */
final class ClockRaces {

    private static final long SOON = Stage.DEADLINE;
    private static final long LATER = 60 * Stage.DEADLINE;
    private static final Faults FAULTS = new Faults();
    private static final VarHandle WAKE_AT;

    static {
        try {
            WAKE_AT = MethodHandles.privateLookupIn(Clock.class, MethodHandles.lookup())
                    .findVarHandle(Clock.class, "wakeAtNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ClockRaces() {}

    private static void add(Timeline timeline, Clock clock, long dueNanos) {
        TimelineEntry entry = new TimelineEntry();
        entry.dueNanos = dueNanos;
        timeline.add(entry, dueNanos);
        clock.wakeBy(dueNanos);
    }

    static long wakeAt(Clock clock) {
        return (long) WAKE_AT.getVolatile(clock);
    }

    /** What the clock drives here: pools that may want to be relieved. */
    private static final class Pools implements Clock.Owner {

        private volatile long reliefDueNanos = Timeline.NEVER;

        @Override
        public void due(WatchedRequest request, long nowNanos) {}

        @Override
        public void relieve(long nowNanos) {}

        @Override
        public long reliefDueNanos() {
            return reliefDueNanos;
        }
    }

    /** A request is added while the clock goes to sleep for good. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "The clock wakes up in time.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up was lost.")
    @State
    public static class SleepAndAdd {

        private final Timeline timeline = new Timeline(0);
        private final Clock clock = new Clock(new Timeline[] {timeline}, new Cells(), new Pools(), () -> 0, FAULTS);

        @Actor
        public void sleep() {
            clock.pass(0);
        }

        @Actor
        public void add() {
            ClockRaces.add(timeline, clock, SOON);
        }

        @Arbiter
        public void after(Z_Result r) {
            r.r1 = wakeAt(clock) <= SOON;
        }
    }

    /** A request is added while the clock goes to sleep until a later one. */
    @JCStressTest
    @Outcome(
            id = "true, true",
            expect = ACCEPTABLE,
            desc = "The clock wakes up in time, with the new request in its timeline.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up was lost.")
    @State
    public static class SleepAndAddEarlier {

        private final Timeline timeline = new Timeline(0);
        private final Timeline other = new Timeline(1);
        private final Clock clock =
                new Clock(new Timeline[] {timeline, other}, new Cells(), new Pools(), () -> 0, FAULTS);

        public SleepAndAddEarlier() {
            ClockRaces.add(timeline, clock, LATER);
            timeline.takeShortestDelayNanos();
        }

        @Actor
        public void sleep() {
            clock.pass(0);
        }

        @Actor
        public void add() {
            ClockRaces.add(other, clock, SOON);
        }

        @Arbiter
        public void after(ZZ_Result r) {
            r.r1 = wakeAt(clock) <= SOON;
            r.r2 = other.earliestDueNanos() == SOON;
        }
    }

    /** Two requests are added while the clock goes to sleep. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "The clock wakes up in time for the first.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up was lost.")
    @State
    public static class SleepAndAddTwo {

        private final Timeline timeline = new Timeline(0);
        private final Clock clock = new Clock(new Timeline[] {timeline}, new Cells(), new Pools(), () -> 0, FAULTS);

        @Actor
        public void sleep() {
            clock.pass(0);
        }

        @Actor
        public void add() {
            ClockRaces.add(timeline, clock, SOON);
        }

        @Actor
        public void addLater() {
            ClockRaces.add(timeline, clock, LATER);
        }

        @Arbiter
        public void after(Z_Result r) {
            r.r1 = wakeAt(clock) <= SOON;
        }
    }

    /** A pool wants to be relieved while the clock goes to sleep. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "The clock wakes up in time.")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up was lost.")
    @State
    public static class SleepAndRelief {

        private final Pools pools = new Pools();
        private final Clock clock = new Clock(new Timeline[0], new Cells(), pools, () -> 0, FAULTS);

        @Actor
        public void sleep() {
            clock.pass(0);
        }

        @Actor
        public void want() {
            pools.reliefDueNanos = SOON;
            clock.wakeBy(SOON);
        }

        @Arbiter
        public void after(Z_Result r) {
            r.r1 = wakeAt(clock) <= SOON;
        }
    }

    /** The control: the clock publishes when it will wake up and does not look again. */
    @JCStressTest
    @Outcome(
            id = "false",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The wake-up was lost: what the second look prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "The clock wakes up in time, by luck.")
    @State
    public static class Control {

        private final Timeline timeline = new Timeline(0);
        private volatile long wakeAtNanos = Timeline.NEVER;

        @Actor
        public void sleep() {
            long next = timeline.earliestDueNanos();
            Stage.takeTime();
            wakeAtNanos = next;
        }

        @Actor
        public void add() {
            TimelineEntry entry = new TimelineEntry();
            entry.dueNanos = SOON;
            timeline.add(entry, SOON);
            if (SOON < wakeAtNanos) {
                wakeAtNanos = SOON;
            }
        }

        @Arbiter
        public void after(Z_Result r) {
            r.r1 = wakeAtNanos <= SOON;
        }
    }
}
