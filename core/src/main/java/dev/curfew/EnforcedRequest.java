package dev.curfew;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expired request: the steps of its enforcement, the one try to answer, the one try to break off. A step is left by its
 * own end or, when that takes too long, by the clock, whichever comes first.
 */
abstract class EnforcedRequest extends TimedRequest {

    // Guarded by the lock.
    private RequestDescription description;

    @Nullable
    Enforcement enforcement;

    EnforcedRequest(Watchdog watchdog, Timeline timeline, TimeoutPolicy policy, RequestDescription description) {
        super(watchdog, timeline, policy);
        this.description = description;
    }

    public final RequestDescription description() {
        return description;
    }

    public final void describe(RequestDescription next, Map<String, String> context) {
        int state = lock();
        description = next;
        if (!context.isEmpty()) {
            adjustments().context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        }
        unlock(state);
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

    /** Keeps the stack that was taken of this thread, unless the thread has left the request meanwhile. */
    final void keepStack(Thread from, @Nullable RequestStack stack) {
        int state = lock();
        Enforcement own = enforcement();
        if (thread == from && (state & COMPLETED) == 0) {
            own.thread = RequestStack.nameOf(from);
            own.stack = stack;
        }
        unlock(state);
    }

    /**
     * Moves on to the next step, unless another thread has. Of a completed request only the report is left.
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
        int next = completed ? Enforcement.REPORT : step + 1;
        own.step = next;
        if (!completed) {
            schedule(next == Enforcement.REPORT ? Timeline.NEVER : now + Enforcement.limitNanos(next));
        }
        unlock(state);
        return next;
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

    /** The handles to run now; each that ends calls {@link #handleEnded}. */
    final List<Runnable> takeHandles() {
        int state = lock();
        List<Runnable> taken = adjustments == null ? List.of() : adjustments.handles.take();
        enforcement().handlesLeft = taken.size();
        unlock(state);
        return taken;
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
        boolean free = (state & (WRITING | COMPLETED)) == 0;
        unlock(free ? state | WRITING : state);
        return free;
    }

    /** Gives the lease back, with what came of it; {@link #endPhase} is still to come. */
    final boolean endAnswer(boolean leased, AnswerResult result) {
        int state = lock();
        int next = leased ? state & ~WRITING : state;
        if (result == AnswerResult.ANSWERED) {
            next = abandon(next, ANSWERED, TimeoutOutcome.ANSWERED);
        } else if (result == AnswerResult.ALREADY_WHOLE) {
            enforcement().note("its response was whole already");
            next = abandon(next, ANSWERED, TimeoutOutcome.LOGGED);
        }
        unlock(next);
        if (leased && (state & INTERRUPT_PENDING) != 0) {
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

    /** With the lock held, of an expired request. */
    final Enforcement enforcement() {
        Enforcement own = enforcement;
        if (own == null) {
            throw new IllegalStateException("not expired");
        }
        return own;
    }

    // ---- what is told of it

    @Nullable
    Thread thread() {
        int state = lock();
        Thread current = thread;
        unlock(state);
        return current;
    }

    public final TimeoutReport report() {
        return report(TimeoutEvent.EXPIRED, null, null);
    }

    final TimeoutReport report(TimeoutEvent event, @Nullable RequestStack stack, @Nullable String note) {
        int state = lock();
        try {
            return reportLocked(event, stack, note);
        } finally {
            unlock(state);
        }
    }

    private TimeoutReport reportLocked(TimeoutEvent event, @Nullable RequestStack stack, @Nullable String note) {
        Enforcement own = enforcement;
        long until = watchdog.nanos();
        if (own != null && event == TimeoutEvent.EXPIRED) {
            until = own.verdictNanos;
        } else if (own != null && event == TimeoutEvent.ENDED_LATE) {
            until = own.endedNanos;
        }
        return new TimeoutReport(
                event,
                id(),
                description,
                adjustments == null ? Map.of() : adjustments.context,
                policy,
                Duration.ofNanos(timeoutNanos()),
                Duration.ofNanos(elapsedNanos(until)),
                own == null ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(own.outcomes)),
                thread != null ? RequestStack.nameOf(thread) : own == null ? null : own.thread,
                stack == null && own != null && event == TimeoutEvent.EXPIRED ? own.stack : stack,
                own != null && event == TimeoutEvent.ENDED_LATE ? own.completion : null,
                note != null || own == null ? note : own.note);
    }

    final RequestSnapshot snapshot(long nowNanos) {
        int state = lock();
        try {
            return new RequestSnapshot(
                    id(),
                    description,
                    policy.name(),
                    (state & DISABLED) != 0 ? null : Duration.ofNanos(timeoutNanos()),
                    Duration.ofNanos(Math.max(0, elapsedNanos(nowNanos))),
                    state(),
                    thread == null ? null : RequestStack.nameOf(thread));
        } finally {
            unlock(state);
        }
    }

    public final RequestState state() {
        int state = peek();
        if ((state & COMPLETED) != 0) {
            return RequestState.COMPLETED;
        }
        if ((state & STUCK) != 0) {
            return RequestState.STUCK;
        }
        if ((state & (ANSWERED | BROKEN_OFF)) != 0) {
            return RequestState.ABANDONED;
        }
        if ((state & EXPIRED) != 0) {
            return RequestState.EXPIRED;
        }
        return (state & WARNED) != 0 ? RequestState.WARNED : RequestState.RUNNING;
    }
}
