package dev.curfew;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps time: sleeps until the earliest event of all timelines and hands each request that is due to the watchdog. Does
 * not tick; with nothing in flight it sleeps until a request comes.
 *
 * <p>A request that is due before the clock means to wake up hastens it. No wake-up is lost: the clock publishes when it
 * will wake up and then looks at every timeline once more, under its lock. A request added before that look is seen by
 * it; one added after has the lock after the clock, and so reads the published time and hastens.
 *
 * <p>It looks at the cells less often: it publishes when it will look at them next and then moves what is in them to the
 * timelines. A request that is put into its cell, by a volatile write, before that look is moved by it; one that comes
 * after reads the published time, and hastens the look if it is due before. With traffic the next look is after the
 * shortest delay of late, and there is one more after the last request; most requests begin and end between two looks.
 */
final class Clock implements Runnable {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final VarHandle WAKE_AT;
    private static final VarHandle LOOK_AT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAKE_AT = lookup.findVarHandle(Clock.class, "wakeAtNanos", long.class);
            LOOK_AT = lookup.findVarHandle(Clock.class, "lookAtNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the clock drives. */
    interface Owner {
        /** A request's event is due. Must not block, and must not run foreign code. */
        void due(WatchedRequest request, long nowNanos);

        /** Called on each wake-up: helps the enforcers that stand still, and refills what is limited per second. */
        void relieve(long nowNanos);

        /** When {@link #relieve} wants to be called next, or {@link Timeline#NEVER}. */
        long reliefDueNanos();
    }

    private final Timeline[] timelines;
    private final Cells cells;
    private final Owner owner;
    private final LongSupplier nanos;
    private final Faults faults;
    private final Thread thread;
    private volatile boolean closed;

    @SuppressWarnings("unused") // through WAKE_AT
    private volatile long wakeAtNanos = Timeline.NEVER;

    @SuppressWarnings("unused") // through LOOK_AT; asleep, the clock wakes up by then
    private volatile long lookAtNanos = Timeline.NEVER;

    private final Consumer<WatchedRequest> mover = this::move;
    private final RecentMax lag = new RecentMax();
    private final AtomicLong wakeUps = new AtomicLong();

    Clock(Timeline[] timelines, Cells cells, Owner owner, LongSupplier nanos, Faults faults) {
        this.timelines = timelines;
        this.cells = cells;
        this.owner = owner;
        this.nanos = nanos;
        this.faults = faults;
        this.thread = new Thread(null, this, "curfew-clock", 0, false);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** By how much the clock woke up too late lately, at most. */
    long lagNanos() {
        return lag.max(nanos.getAsLong());
    }

    /** How often it has slept so far, and woken up. */
    long wakeUps() {
        return wakeUps.get();
    }

    /** Makes sure that the clock is awake at this time. */
    void wakeBy(long dueNanos) {
        if (dueNanos < wakeAtNanos && hasten(WAKE_AT, dueNanos)) {
            LockSupport.unpark(thread);
        }
    }

    /** Makes sure that the clock looks at the cells at this time. */
    void lookBy(long dueNanos) {
        if (dueNanos < lookAtNanos && hasten(LOOK_AT, dueNanos)) {
            wakeBy(dueNanos);
        }
    }

    /** Makes a published time earlier; returns whether it was later, and nobody else has made it so meanwhile. */
    private boolean hasten(VarHandle time, long dueNanos) {
        long published = (long) time.getVolatile(this);
        while (dueNanos < published) {
            if (time.compareAndSet(this, published, dueNanos)) {
                return true;
            }
            published = (long) time.getVolatile(this);
        }
        return false;
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                passAndSleep();
            } catch (Throwable t) { // such as an OutOfMemoryError, which the application may survive
                faults.report("The clock failed", t);
                park(RETRY_NANOS);
            }
        }
    }

    private void passAndSleep() {
        long wakeAt = pass(nanos.getAsLong());
        long wait = wakeAt == Timeline.NEVER ? Timeline.NEVER : wakeAt - nanos.getAsLong();
        if (wait > 0 && !closed) {
            park(wait);
            wakeUps.incrementAndGet();
            long now = nanos.getAsLong();
            if (wakeAtNanos == wakeAt) { // or else somebody has woken it since, for what may be long due
                lag.record(now - wakeAt, now);
            }
        }
    }

    private void park(long wait) {
        if (wait == Timeline.NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, wait);
        }
        Thread.interrupted(); // nobody's way to stop the clock; a set flag would make it spin
    }

    /** Handles all that is due and returns when the next event is. */
    long pass(long nowNanos) {
        if (lookAtNanos <= nowNanos) {
            emptyCells(nowNanos);
        }
        long next = lookAtNanos;
        long shortest = Timeline.NEVER;
        for (Timeline timeline : timelines) {
            fire(timeline, nowNanos);
            next = Math.min(next, timeline.earliestDueNanos());
            shortest = Math.min(shortest, timeline.takeShortestDelayNanos());
        }
        if (shortest != Timeline.NEVER) {
            // With traffic the next request is due this soon: waking up once for all is cheaper than being hastened.
            next = Math.min(next, nowNanos + shortest);
        }
        relieve(nowNanos);
        wakeAtNanos = Math.min(next, owner.reliefDueNanos());
        for (Timeline timeline : timelines) {
            wakeBy(timeline.earliestDueNanos());
        }
        wakeBy(owner.reliefDueNanos());
        wakeBy(lookAtNanos);
        return wakeAtNanos;
    }

    private void emptyCells(long nowNanos) {
        long shortest = cells.takeShortestDelayNanos();
        lookAtNanos = shortest == Timeline.NEVER ? Timeline.NEVER : nowNanos + shortest;
        cells.forEach(mover);
    }

    private void move(WatchedRequest request) {
        try {
            request.leaveCell();
        } catch (Throwable t) {
            faults.report("A request could not be moved to its timeline", t);
            lookBy(nanos.getAsLong() + RETRY_NANOS);
        }
    }

    private void relieve(long nowNanos) {
        try {
            owner.relieve(nowNanos);
        } catch (Throwable t) {
            faults.report("The clock could not start another enforcer thread", t);
        }
    }

    private void fire(Timeline timeline, long nowNanos) {
        TimelineEntry entry = timeline.pollDue(nowNanos);
        while (entry != null) {
            try {
                owner.due((WatchedRequest) entry, nowNanos);
            } catch (Throwable t) {
                faults.report("An event of a request was lost", t);
            }
            entry = timeline.pollDue(nowNanos);
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** Waits for the clock's thread to end, for no longer than this. */
    void awaitEnd(long nanos) {
        try {
            thread.join(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
