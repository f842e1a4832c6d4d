package dev.curfew;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expired request: the steps of its enforcement, the one try to answer, the one try to break off. A step is left by its
 * own end or, when that takes too long, by the clock, whichever comes first.
 */
abstract class EnforcedRequest extends ReportedRequest {

    EnforcedRequest(Watchdog watchdog, Timeline timeline, TimeoutPolicy policy, RequestDescription description) {
        super(watchdog, timeline, policy, description);
    }

    @Override
    final void noteInterrupt() {
        if (enforcement != null) {
            enforcement.outcomes.add(TimeoutOutcome.INTERRUPTED);
        }
    }

    @Override
    final void keepFlagged(Thread left) {
        enforcement().flagged.add(left);
    }

    @Override
    final boolean takeFlagged(Thread leaving) {
        return enforcement().flagged.remove(leaving);
    }

    /** Has an enforcer take a step; if none can be had, the clock comes again. */
    final void handOver(Runnable step, long nowNanos) {
        if (watchdog.enforce(step)) {
            return;
        }
        int state = lock();
        if ((state & COMPLETED) == 0) {
            unlockAndRetry(state, nowNanos);
        } else {
            unlock(state);
        }
    }

    /**
     * Moves on to the next step, unless another thread has. Of a completed request the work beside its thread is still to be
     * ended, and reported.
     *
     * @return the step that the caller now has to take, or -1
     */
    final int stepAfter(int step) {
        long now = watchdog.nanos();
        int state = lock();
        Enforcement own = enforcement();
        if (own.step != step || step == Enforcement.REPORT) {
            unlock(state);
            return -1;
        }
        boolean completed = (state & COMPLETED) != 0;
        int next = completed && step >= Enforcement.INTERRUPT ? Enforcement.REPORT : step + 1;
        own.step = next;
        if (!completed) {
            schedule(limitNanos(next, now));
        }
        unlock(state);
        return next;
    }

    private long limitNanos(int step, long nowNanos) {
        return switch (step) {
            case Enforcement.REPORT -> Timeline.NEVER;
            case Enforcement.SETTLE -> Math.max(nowNanos, shieldEndNanos());
            default -> nowNanos + Enforcement.limitNanos(step);
        };
    }

    /** The last step is done: waits for the grace to end. Returns whether the request has ended before. */
    final boolean reported() {
        int state = lock();
        Enforcement own = enforcement();
        own.step = Enforcement.REPORTED;
        boolean ended = own.completion != null;
        if (!ended) {
            schedule(graceEndNanos());
        }
        unlock(state);
        return ended;
    }

    final boolean isEnforced() {
        int state = lock();
        boolean enforced = enforcement != null && enforcement.step == Enforcement.REPORTED;
        unlock(state);
        return enforced;
    }

    /** The handle's registration, or null if the request has expired and the caller has to run the handle itself. */
    final Deadline.@Nullable Registration register(Runnable handle) {
        int state = lock();
        try {
            if ((state & (EXPIRED | COMPLETED)) == 0) {
                return adjustments().handles().add(this, handle);
            }
            return (state & EXPIRED) == 0 ? () -> {} : null;
        } finally {
            unlock(state);
        }
    }

    /** Whether a handle that was taken to be run is still to be started. */
    final boolean claim(CancelHandles.Handle handle) {
        int state = lock();
        boolean claimed = handle.claim();
        unlock(state);
        return claimed;
    }

    final void remove(CancelHandles.Handle handle) {
        int state = lock();
        adjustments().handles().remove(handle);
        unlock(state);
    }

    /** The handles to run now; each that ends calls {@link #handleEnded}. */
    final List<Runnable> takeHandles() {
        int state = lock();
        try {
            List<Runnable> taken =
                    adjustments == null ? List.of() : adjustments.handles().take();
            enforcement().handlesLeft = taken.size();
            return taken;
        } finally {
            unlock(state);
        }
    }

    /** Whether this was the last handle. */
    final boolean handleEnded() {
        int state = lock();
        boolean last = --enforcement().handlesLeft == 0;
        unlock(state);
        return last;
    }

    final void add(TimeoutOutcome outcome) {
        int state = lock();
        enforcement().outcomes.add(outcome);
        unlock(state);
    }

    /** Claims the one try to answer; it ends with {@link #endAnswer}. */
    final boolean beginAnswer() {
        return claim(COMPLETED | ANSWER_TRIED | BREAK_TRIED, ANSWER_TRIED | ABORTING);
    }

    /** Takes the write lease for the answer, if it is free. */
    final boolean leaseForAnswer() {
        int state = lock();
        boolean leased = (state & COMPLETED) == 0 && takeWrite();
        unlock(state);
        return leased;
    }

    /** Gives the lease back, with what came of it; {@link #endPhase} is still to come. */
    final boolean endAnswer(boolean leased, AnswerResult result) {
        int state = lock();
        int next = state;
        if (leased) {
            giveWriteBack();
        }
        try {
            if (result == AnswerResult.ANSWERED) {
                next = abandon(next, ANSWERED, TimeoutOutcome.ANSWERED);
            } else if (result == AnswerResult.ALREADY_WHOLE) {
                next = abandon(next, ANSWERED, TimeoutOutcome.LOGGED);
                enforcement().note("its response was whole already");
            }
        } finally {
            unlock(next);
        }
        if (leased && (state & (INTERRUPT_PENDING | NEXT_INTERRUPTED)) != 0) {
            interruptSoon(); // the answer held it up
        }
        return result != AnswerResult.IMPOSSIBLE && (state & BROKEN_OFF) == 0;
    }

    /**
     * Claims the one try to break the connection off; it ends with {@link #endBreakOff}.
     *
     * @param besideAnswer whether to do so while an answer is under way, because that takes too long
     */
    final boolean beginBreakOff(boolean besideAnswer) {
        int unless = COMPLETED | ANSWERED | BREAK_TRIED | (besideAnswer ? 0 : ABORTING);
        return claim(unless, BREAK_TRIED | BREAKING);
    }

    final boolean endBreakOff(boolean brokenOff) {
        int state = lock();
        unlock(brokenOff ? abandon(state, BROKEN_OFF, TimeoutOutcome.BROKEN_OFF) : state);
        return brokenOff && (state & ANSWERED) == 0;
    }

    /** The adapter has been told; whoever completes the request need not wait for this phase any more. */
    final void endPhase(int phase) {
        int state = lock();
        unlock(state & ~phase);
    }

    private boolean claim(int unless, int bits) {
        int state = lock();
        boolean claimed = (state & GATED) != 0 && (state & unless) == 0;
        unlock(claimed ? state | bits : state);
        return claimed;
    }

    private int abandon(int state, int bit, TimeoutOutcome outcome) {
        enforcement().outcomes.add(outcome);
        if ((state & (COMPLETED | ANSWERED | BROKEN_OFF)) == 0) { // completeNow() does not wait for an answer's end
            watchdog.countAbandoned(1);
        }
        return state | bit;
    }
}
