package dev.curfew;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What holds the verdict off, or holds the answer back: shielded sections, and commits. Of a commit and the verdict whoever
 * has the lock first goes first:
 *
 * <ul>
 *   <li>A commit that began first holds the verdict off as a shielded section does, and a moment longer, so that the handler
 *       can answer. If it outlasts {@code max-shield}, the verdict falls, and nobody knows what becomes of the commit.
 *   <li>A write that commits by itself, and that the policy cancels, does not hold the verdict off, but the answer: until
 *       it has ended, or {@code max-shield} is over.
 *   <li>What commits by itself if it writes at all holds up neither, unless it is cancelled: nobody knows what becomes of
 *       it.
 *   <li>After the verdict none of them begins.
 * </ul>
 */
abstract class FencedRequest extends TimedRequest {

    /** How long after a commit its handler has to answer before the deadline that it held off is enforced. */
    static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    FencedRequest(Watchdog watchdog, Timeline timeline, TimeoutPolicy policy) {
        super(watchdog, timeline, policy);
    }

    /** No commit of the expired request is under way any more: its answer can tell what became of them. */
    abstract void settled();

    /** Adds a line to what is reported of the request. */
    abstract void note(String text);

    /** Whether the section may begin. */
    final boolean beginShield() {
        int state = lock();
        int next = state;
        try {
            if ((state & EXPIRED) != 0 && policy.enforces()) {
                return false;
            }
            adjustments().shieldDepth++;
            next |= SHIELDED;
            return true;
        } finally {
            unlock(next);
        }
    }

    final void endShield() {
        int state = lock();
        unlock(leaveShield(state, 0));
    }

    /** Whether the commit may begin; ends with {@link #endCommit}. */
    final boolean beginCommit() {
        int state = lock();
        int next = state;
        try {
            if (isFenced(state)) {
                return false;
            }
            Adjustments own = adjustments();
            own.commits().underWay++;
            own.shieldDepth++;
            next |= SHIELDED;
            return true;
        } finally {
            unlock(next);
        }
    }

    final void endCommit(CommitResult result) {
        long settleNanos = watchdog.nanos() + SETTLE_NANOS;
        int state = lock();
        boolean last = adjustments().commits().end(result);
        boolean late = isMovable(state)
                && deadlineNanos - settleNanos + SETTLE_NANOS <= 0; // though the clock has not come to it yet
        unlock(leaveShield(late ? state | HELD_OFF : state, settleNanos));
        if (last && (state & EXPIRED) != 0) {
            settled();
        }
    }

    /** Whether the write, which commits by itself and can be cancelled, may begin; ends with {@link #endWriteThrough}. */
    final boolean beginWriteThrough() {
        return beginCounted(1, 0);
    }

    private boolean beginCounted(int underWay, int uncertain) {
        int state = lock();
        try {
            boolean begins = !isFenced(state);
            if (begins) {
                Commits own = adjustments().commits();
                own.underWay += underWay;
                own.uncertain += uncertain;
            }
            return begins;
        } finally {
            unlock(state);
        }
    }

    final void endWriteThrough(CommitResult result) {
        int state = lock();
        boolean last = adjustments().commits().end(result);
        unlock(state);
        if (last && (state & EXPIRED) != 0) {
            settled();
        }
    }

    /** As {@link #beginWriteThrough()}, but nobody waits for its end; ends with {@link #endUncertain}. */
    final boolean beginUncertain() {
        return beginCounted(0, 1);
    }

    final void endUncertain(CommitResult result) {
        int state = lock();
        adjustments().commits().endUncertain(result);
        unlock(state);
    }

    /** Whether some commit or write is under way whose end is waited for. */
    final boolean isCommitting() {
        int state = lock();
        boolean committing = adjustments != null && adjustments.isCommitting();
        unlock(state);
        return committing;
    }

    /** With the lock held: what there is to say of the request's commits, or null where nobody fences any. */
    final @Nullable CommitState committed() {
        if (!CommitFence.isInUse() || !(policy.cancels || policy.aborts)) {
            return null;
        }
        return adjustments == null ? CommitState.NONE : adjustments.commits().state();
    }

    private boolean isFenced(int state) {
        return (state & EXPIRED) != 0 && (policy.cancels || policy.aborts);
    }

    /** With the lock held: leaves a section; the deadline that it held off is enforced no earlier than this. */
    private int leaveShield(int state, long earliestNanos) {
        boolean over = --adjustments().shieldDepth == 0;
        if (over && (state & HELD_OFF) != 0 && isMovable(state)) {
            schedule(Math.max(nextDueNanos(), Math.min(earliestNanos, shieldEndNanos())));
        }
        return over ? state & ~SHIELDED : state;
    }
}
