package dev.curfew;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Does to an expired request what its policy asks for, step by step, on enforcer threads; nothing here keeps time. */
final class Enforcer {

    private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long UNCOMMITTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A request may move its deadline with each row that it reads. */
    private static final int MOVES_PER_SECOND = 100;

    private final EnforcerPool handles;
    private final Notifier notifier;
    private final RateLimit stacks;
    private final RefilledLimit moves = new RefilledLimit(MOVES_PER_SECOND);
    private final Faults faults;

    Enforcer(EnforcerPool handles, Notifier notifier, int stacksPerSecond, LongSupplier nanos, Faults faults) {
        this.handles = handles;
        this.notifier = notifier;
        this.stacks = new RateLimit(stacksPerSecond, nanos);
        this.faults = faults;
    }

    void warn(WatchedRequest request) {
        if (!request.has(StateWord.EXPIRED | StateWord.COMPLETED)) { // or else the warning comes too late to be one
            publish(request, TimeoutEvent.WARNED, null);
        }
    }

    void stuck(WatchedRequest request) {
        if (!request.isCompleted()) {
            publish(request, TimeoutEvent.STUCK, null);
        }
    }

    void moved(WatchedRequest request, long nanos) {
        if (nanos != 0 && moves.tryAcquire(request.watchdog)) {
            publish(request, TimeoutEvent.MOVED, "moved by " + Durations.measured(Duration.ofNanos(nanos)));
        }
    }

    void disabled(WatchedRequest request) {
        if (moves.tryAcquire(request.watchdog)) {
            publish(request, TimeoutEvent.MOVED, "disabled");
        }
    }

    void heldOff(WatchedRequest request) {
        publish(request, TimeoutEvent.SHIELDED, "completed inside or right after a shielded section");
    }

    /** Begins the enforcement of a request on which the verdict has just fallen. */
    void expire(WatchedRequest request) {
        Thread thread = request.thread();
        if (thread != null) {
            request.keepStack(thread, stackOf(thread));
        }
        goOn(request, Enforcement.BEGIN);
    }

    /** Takes the steps after this one, unless another thread does. */
    void goOn(WatchedRequest request, int step) {
        int next = request.stepAfter(step);
        while (next >= 0 && take(request, next)) {
            next = request.stepAfter(next);
        }
    }

    /** Takes a step; returns whether to go on with the next one at once. */
    private boolean take(WatchedRequest request, int step) {
        switch (step) {
            case Enforcement.CANCEL -> {
                return cancel(request);
            }
            case Enforcement.INTERRUPT -> {
                if (request.policy().interrupts) {
                    request.interruptThread();
                }
            }
            case Enforcement.SETTLE -> {
                return !request.policy().aborts || !request.isCommitting();
            }
            case Enforcement.ABORT -> {
                answer(request);
                return !request.has(StateWord.ABORTING); // or else the completing thread is answering: give it time
            }
            case Enforcement.BREAK_OFF -> breakOff(request, true);
            default -> {
                publish(request, TimeoutEvent.EXPIRED, null);
                if (request.reported()) {
                    publish(request, TimeoutEvent.ENDED_LATE, null);
                }
                return false;
            }
        }
        return true;
    }

    /** Starts the handles; the last to end goes on. */
    private boolean cancel(WatchedRequest request) {
        List<Runnable> taken = request.policy().cancels ? request.takeHandles() : List.of();
        if (taken.isEmpty()) {
            return true;
        }
        request.add(TimeoutOutcome.CANCELLED);
        for (Runnable handle : taken) {
            try {
                handles.execute(() -> runAndGoOn(request, handle));
            } catch (Throwable t) { // that no thread could be started among them
                faults.report("A cancel handle was not run", t);
            }
        }
        request.watchdog.wakeBy(handles.reliefDueNanos());
        return request.isCompleted(); // no clock would go on if a handle hung
    }

    private void runAndGoOn(WatchedRequest request, Runnable handle) {
        run(handle);
        if (request.handleEnded()) {
            goOn(request, Enforcement.CANCEL);
        }
    }

    /** Runs a handle; what it throws is logged. */
    void run(Runnable handle) {
        try {
            handle.run();
        } catch (Throwable t) {
            faults.report("A cancel handle failed", t);
        }
    }

    /** Answers the client or breaks off, unless another thread does; for the thread that completes the request. */
    void abort(WatchedRequest request) {
        answer(request);
        breakOff(request, false);
    }

    private void answer(WatchedRequest request) {
        AbortHandler handler = request.abortHandler;
        if (handler == null || !request.beginAnswer()) {
            return;
        }
        boolean leased = false;
        AnswerResult result = AnswerResult.IMPOSSIBLE;
        try {
            leased = mayAnswer(request) && lease(request, handler);
            result = leased ? handler.answer(request, request.report()) : result;
        } catch (IOException e) {
            result = AnswerResult.IMPOSSIBLE; // the client has gone
        } catch (Throwable t) {
            if (!request.has(StateWord.COMPLETED)) { // or else its container has taken the response away
                faults.report("A client could not be answered", t);
            }
        }
        if (request.endAnswer(leased, result)) {
            aborted(request, handler);
        }
        request.endPhase(StateWord.ABORTING);
    }

    /** Whether the policy wants an answer, or the response broken off, because of what is committed. */
    private static boolean mayAnswer(WatchedRequest request) {
        if (!request.policy().breaksOffCommitted()) {
            return true;
        }
        CommitState committed = request.report().committed();
        return committed == null || committed == CommitState.NONE;
    }

    /** Waits for the write lease; longer while nothing is committed, as then it can be held up only by the machine. */
    private static boolean lease(WatchedRequest request, AbortHandler handler) {
        boolean leased = SpinLock.awaitPhase(request::leaseForAnswer, LEASE_NANOS);
        long start = System.nanoTime();
        while (!leased
                && !request.has(StateWord.COMPLETED)
                && !handler.isCommitted()
                && System.nanoTime() - start < UNCOMMITTED_NANOS) {
            leased = SpinLock.awaitPhase(request::leaseForAnswer, LEASE_NANOS);
        }
        return leased;
    }

    private void breakOff(WatchedRequest request, boolean besideAnswer) {
        AbortHandler handler = request.abortHandler;
        if (handler == null || !request.beginBreakOff(besideAnswer)) {
            return;
        }
        boolean brokenOff = false;
        try {
            brokenOff = handler.breakOff(request, request.report());
        } catch (Throwable t) {
            faults.report("A connection could not be broken off", t);
        }
        if (request.endBreakOff(brokenOff)) {
            aborted(request, handler);
        }
        request.endPhase(StateWord.BREAKING);
    }

    private void aborted(WatchedRequest request, AbortHandler handler) {
        try {
            handler.aborted(request, request.report());
        } catch (Throwable t) {
            faults.report("An aborted request could not be given back to its container", t);
        }
    }

    /** Ends a response that has no deadline: the app is about to end. */
    void endStream(WatchedRequest request) {
        AbortHandler handler = request.abortHandler;
        if (handler == null || request.isCompleted()) {
            return;
        }
        try {
            handler.endStream(request);
        } catch (Throwable t) {
            faults.report("A stream could not be ended", t);
        }
    }

    /** An expired request has completed, at this step of its enforcement. */
    void ended(WatchedRequest request, int step) {
        if (step == Enforcement.REPORTED) {
            publish(request, TimeoutEvent.ENDED_LATE, null);
        } else if (step < Enforcement.REPORT) {
            request.watchdog.enforce(() -> goOn(request, step));
        } // else whoever is reporting its expiry will report its end
    }

    private void publish(WatchedRequest request, TimeoutEvent event, @Nullable String note) {
        RequestStack stack = null;
        Thread thread = request.thread();
        if (thread != null && (event == TimeoutEvent.WARNED || event == TimeoutEvent.STUCK)) {
            stack = stackOf(thread);
            stack = request.thread() == thread ? stack : null; // or else it is a stranger's
        }
        notifier.publish(request.report(event, stack, note));
    }

    private @Nullable RequestStack stackOf(Thread thread) {
        return stacks.tryAcquire() ? RequestStack.of(thread) : null;
    }

    /** The limit of reports of moved deadlines. */
    RefilledLimit moves() {
        return moves;
    }

    /** How many stacks were not taken because of the limit. */
    long stacksLeftOut() {
        return stacks.leftOut();
    }
}
