package dev.curfew;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The deadline of a request, and what its own code asks of it. */
abstract class TimedRequest extends LeasedRequest {

    private static final long RETRY_NANOS = 100_000_000;

    final Watchdog watchdog;
    final Timeline timeline;

    // Guarded by the lock; all that is read of the policy without it is settled by the verdict, or by the request's
    // thread.
    TimeoutPolicy policy;
    long deadlineNanos;

    @Nullable
    Adjustments adjustments;

    TimedRequest(Watchdog watchdog, Timeline timeline, TimeoutPolicy policy) {
        this.watchdog = watchdog;
        this.timeline = timeline;
        this.policy = policy;
    }

    /** With the lock held, which it gives back: the verdict falls. */
    abstract void expire(int state, long nowNanos);

    /** The times of a request that nobody else knows yet. */
    final void begin(long nowNanos) {
        deadlineNanos = nowNanos + policy.timeoutNanos;
        dueNanos = nowNanos + policy.firstEventNanos;
    }

    /** Moves it from its cell to its timeline. Without effect if it is there, or has completed. */
    final void leaveCell() {
        if (cell == null || has(COMPLETED)) {
            return;
        }
        int state = lock();
        try {
            if ((state & COMPLETED) == 0) {
                moveToTimeline();
            }
        } finally {
            unlock(state);
        }
    }

    /** Leaves its cell or its timeline for good; called once the request has completed. */
    final void leaveForGood() {
        if (cell == null) {
            timeline.remove(this);
        }
        cell = null;
    }

    public final String id() {
        return watchdog.idOf(number, timeline);
    }

    public final TimeoutPolicy policy() {
        return policy;
    }

    public final boolean apply(TimeoutPolicy next) {
        return decide(watchdog.inForce(next), null);
    }

    public final boolean limit(TimeoutLimit limit) {
        return decide(null, limit);
    }

    /** Puts a policy or a limit in force; a deadline that has passed by that expires the request before this returns. */
    private boolean decide(@Nullable TimeoutPolicy nextPolicy, @Nullable TimeoutLimit nextLimit) {
        long now = watchdog.nanos();
        int state = lock();
        if (!isMovable(state)) {
            unlock(state);
            return false;
        }
        boolean over;
        try {
            decideLocked(nextPolicy, nextLimit);
            over = deadlineNanos - now <= 0 && (state & SHIELDED) == 0;
            schedule(over ? Timeline.NEVER : nextDueNanos());
        } catch (Throwable t) {
            unlock(state);
            throw t;
        }
        if (over) {
            expire(state & ~HELD_OFF, now);
        } else {
            unlock(state & ~HELD_OFF);
        }
        return true;
    }

    private void decideLocked(@Nullable TimeoutPolicy nextPolicy, @Nullable TimeoutLimit nextLimit) {
        long begunNanos = deadlineNanos - timeoutNanos();
        if (nextLimit != null) {
            adjustments().limit = nextLimit;
        }
        policy = nextPolicy == null ? policy : nextPolicy;
        long unmovedNanos = begunNanos + limitedNanos();
        if (adjustments != null && adjustments.movedNanos < 0) { // what ends it early ends it no later, and no earlier
            deadlineNanos = Math.min(deadlineNanos, unmovedNanos);
            adjustments.movedNanos = deadlineNanos - unmovedNanos;
        } else {
            deadlineNanos = begunNanos + timeoutNanos();
        }
        cap(lastNanos());
    }

    public final void exempt() {
        disable();
    }

    /** How long the request has been running; with the lock held, or once it has completed. */
    final long elapsedNanos(long nowNanos) {
        return nowNanos - (deadlineNanos - timeoutNanos());
    }

    final long remainingNanos() {
        long now = watchdog.nanos();
        int state = lock();
        long left = (state & EXPIRED) != 0 ? 0 : Math.max(0, deadlineNanos - now);
        unlock(state);
        return left;
    }

    final RequestTimeoutException timeoutException() {
        int state = lock();
        long timeout = timeoutNanos();
        unlock(state);
        return new RequestTimeoutException(id(), Duration.ofNanos(timeout));
    }

    @Override
    final @Nullable NextThreads next() {
        return adjustments == null ? null : adjustments.next;
    }

    @Override
    final NextThreads nextToAdd() {
        return adjustments().nextToAdd();
    }

    @Override
    final boolean refusesWork(int state) {
        return (state & EXPIRED) != 0 && policy.enforces();
    }

    @Override
    final boolean interruptsNext(int state) {
        return (state & (EXPIRED | COMPLETED)) == EXPIRED && policy.interrupts;
    }

    /** Moves the deadline and returns by how much; the caller reports it. */
    final long extendBy(long nanos) {
        return move(nanos, false);
    }

    /** Gives this much time from now on and returns by how much the deadline moved; the caller reports it. */
    final long restart(long nanos) {
        return move(watchdog.nanos() + nanos, true);
    }

    private long move(long nanos, boolean absolute) {
        int state = lock();
        long moved = 0;
        try {
            moved = isMovable(state) ? moveTo(state, absolute ? nanos : deadlineNanos + nanos) : 0;
        } finally {
            unlock(moved == 0 ? state : state & ~HELD_OFF);
        }
        return moved;
    }

    /** Moves the deadline to this time if it is later; returns whether the request has a deadline that can pass. */
    final boolean shorten(long lastNanos) {
        int state = lock();
        try {
            boolean possible = isMovable(state);
            if (possible && cap(lastNanos)) {
                schedule(nextDueNanos());
            }
            return possible;
        } finally {
            unlock(state);
        }
    }

    static boolean isMovable(int state) {
        return (state & (EXPIRED | COMPLETED | DISABLED)) == 0;
    }

    private long moveTo(int state, long wantedNanos) {
        Adjustments own = adjustments();
        long furthest = deadlineNanos - own.movedNanos + policy.maxExtensionNanos;
        long moved = Math.min(wantedNanos, Math.min(furthest, lastNanos())) - deadlineNanos;
        own.movedNanos += moved;
        deadlineNanos += moved;
        if (moved < 0 || (state & HELD_OFF) != 0) {
            schedule(nextDueNanos());
        } // or else the clock finds out when it comes at the old time: most requests have ended by then
        return moved;
    }

    /** Takes the deadline away; returns whether that had an effect. */
    final boolean disable() {
        int state = lock();
        boolean possible = isMovable(state) && lastNanos() == Timeline.NEVER;
        if (possible) {
            schedule(Timeline.NEVER);
        }
        unlock(possible ? state | DISABLED : state);
        return possible;
    }

    /** Gives the lock back; the clock comes again, though not at once. */
    final void unlockAndRetry(int state, long nowNanos) {
        try {
            schedule(nowNanos + RETRY_NANOS);
        } finally {
            unlock(state);
        }
    }

    // ---- with the lock held

    final void schedule(long dueNanos) {
        moveToTimeline();
        timeline.move(this, dueNanos);
        watchdog.wakeBy(dueNanos);
    }

    private void moveToTimeline() {
        if (cell != null) {
            timeline.addNumbered(this); // first, as who looks for it looks at its cell first
            cell = null;
        }
    }

    /** How late its deadline may be, now that the app is about to end; or {@link Timeline#NEVER}. */
    private long lastNanos() {
        return policy.enforces() ? watchdog.lastDeadlineNanos : Timeline.NEVER;
    }

    /** Makes the deadline no later than this; returns whether it was. */
    private boolean cap(long lastNanos) {
        boolean later = deadlineNanos - lastNanos > 0;
        if (later) {
            adjustments().movedNanos += lastNanos - deadlineNanos;
            deadlineNanos = lastNanos;
        }
        return later;
    }

    final long nextDueNanos() {
        long warnNanos = has(WARNED) ? -1 : warnDueNanos();
        return warnNanos < 0 ? deadlineNanos : Math.min(warnNanos, deadlineNanos);
    }

    /** When to warn, or -1. */
    final long warnDueNanos() {
        long timeout = timeoutNanos();
        long after = policy.warnAt().nanosOf(timeout);
        return after < 0 ? -1 : deadlineNanos - timeout + after;
    }

    final long shieldEndNanos() {
        return deadlineNanos + policy.maxShield().toNanos();
    }

    final long graceEndNanos() {
        return deadlineNanos + policy.grace().toNanos();
    }

    /** The timeout in force, from the request's beginning to its deadline. */
    final long timeoutNanos() {
        return adjustments == null ? policy.timeoutNanos : limitedNanos() + adjustments.movedNanos;
    }

    /** The timeout as policy and limit have it, before anything moved the deadline. */
    private long limitedNanos() {
        return adjustments == null ? policy.timeoutNanos : adjustments.limitedNanos(policy.timeoutNanos);
    }

    final Adjustments adjustments() {
        Adjustments own = adjustments;
        if (own == null) {
            own = new Adjustments();
            adjustments = own;
        }
        return own;
    }
}
