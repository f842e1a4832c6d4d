package dev.curfew;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How far the enforcement of an expired request has come; guarded by the request's state lock. */
final class Enforcement {

    // The steps, in their order. Each is begun by whoever moves `step` on to it.
    static final int BEGIN = 0;
    static final int CANCEL = 1;
    static final int INTERRUPT = 2;
    static final int SETTLE = 3; // waits for what may commit
    static final int ABORT = 4;
    static final int BREAK_OFF = 5;
    static final int REPORT = 6;
    static final int REPORTED = 7;

    private static final long ACTION_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Set<TimeoutOutcome> outcomes = EnumSet.of(TimeoutOutcome.LOGGED);
    final long verdictNanos;
    int step = BEGIN;
    int handlesLeft;

    /** Threads that were interrupted, and followed by another before they left. */
    final List<Thread> flagged = new ArrayList<>(4);

    @Nullable
    String thread;

    @Nullable
    RequestStack stack;

    @Nullable
    String note;

    /** Set when the request has ended, with the time of that. */
    @Nullable
    Completion completion;

    long endedNanos;

    private Enforcement(long verdictNanos) {
        this.verdictNanos = verdictNanos;
    }

    /** That of a request in this state, which is about to expire. */
    static Enforcement begin(long nowNanos, int state, @Nullable Adjustments adjustments, TimeoutPolicy policy) {
        Enforcement begun = new Enforcement(nowNanos);
        if ((state & StateWord.HELD_OFF) != 0) {
            boolean outlasted = (state & StateWord.SHIELDED) != 0;
            begun.note(outlasted ? "shielded section outlasted max-shield" : "held off by a shielded section");
        }
        if (adjustments != null && adjustments.leavesNoTime(policy.timeoutNanos)) {
            begun.note("its time was over when it came");
        }
        if (adjustments != null && adjustments.note != null) {
            begun.note(adjustments.note);
        }
        return begun;
    }

    /** The request has ended; returns the step that is under way. */
    int end(Completion how, long nowNanos, @Nullable String more) {
        if (more != null) {
            note(more);
        }
        completion = how;
        endedNanos = nowNanos;
        return step;
    }

    /** How long a step may take before the next one begins beside it. */
    static long limitNanos(int step) {
        return step == ABORT ? ANSWER_NANOS : ACTION_NANOS;
    }

    void note(String more) {
        note = note == null ? more : note + "; " + more;
    }
}
