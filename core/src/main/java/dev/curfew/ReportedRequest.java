package dev.curfew;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is told of a request: its name, its state, what was done to it. */
abstract class ReportedRequest extends FencedRequest {

    // Guarded by the lock.
    private RequestDescription description;

    @Nullable
    Enforcement enforcement;

    ReportedRequest(Watchdog watchdog, Timeline timeline, TimeoutPolicy policy, RequestDescription description) {
        super(watchdog, timeline, policy);
        this.description = description;
    }

    public final RequestDescription description() {
        return description;
    }

    public final void describe(RequestDescription next, Map<String, String> context) {
        Map<String, String> kept =
                context.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(context));
        int state = lock();
        try {
            if (!kept.isEmpty()) {
                adjustments().context = kept;
            }
            description = next;
        } finally {
            unlock(state);
        }
    }

    /** Keeps the stack that was taken of this thread, unless the thread has left the request meanwhile. */
    final void keepStack(Thread from, @Nullable RequestStack stack) {
        String name = RequestStack.nameOf(from);
        int state = lock();
        if (enforcement != null && thread == from && (state & COMPLETED) == 0) {
            enforcement.thread = name;
            enforcement.stack = stack;
        }
        unlock(state);
    }

    @Override
    final void note(String text) {
        int state = lock();
        try {
            if (enforcement != null) {
                enforcement.note(text);
            } else {
                Adjustments own = adjustments();
                own.note = own.note == null ? text : own.note + "; " + text;
            }
        } finally {
            unlock(state);
        }
    }

    /** With the lock held, of an expired request. */
    final Enforcement enforcement() {
        Enforcement own = enforcement;
        if (own == null) {
            throw new IllegalStateException("not expired");
        }
        return own;
    }

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
        TimeoutLimit limit;
        TimeoutReport report;
        int state = lock();
        try {
            limit = adjustments == null ? null : adjustments.limit;
            report = reportLocked(event, stack, note);
        } finally {
            unlock(state);
        }
        return limit == null ? report : report.with(limit);
    }

    private TimeoutReport reportLocked(TimeoutEvent event, @Nullable RequestStack stack, @Nullable String note) {
        Enforcement own = enforcement;
        Thread working = thread; // it may leave without the lock
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
                working != null ? RequestStack.nameOf(working) : own == null ? null : own.thread,
                stack == null && own != null && event == TimeoutEvent.EXPIRED ? own.stack : stack,
                own != null && event == TimeoutEvent.ENDED_LATE ? own.completion : null,
                own == null ? null : committed(),
                note != null || own == null ? note : own.note);
    }

    /** How long the request has been running. */
    final long ageNanos(long nowNanos) {
        int state = lock();
        long age = elapsedNanos(nowNanos);
        unlock(state);
        return age;
    }

    final RequestSnapshot snapshot(long nowNanos) {
        int state = lock();
        try {
            Thread working = thread; // it may leave without the lock
            return new RequestSnapshot(
                    id(),
                    description,
                    policy.name(),
                    (state & DISABLED) != 0 ? null : Duration.ofNanos(timeoutNanos()),
                    Duration.ofNanos(Math.max(0, elapsedNanos(nowNanos))),
                    state(),
                    working == null ? null : RequestStack.nameOf(working));
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
