package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * A request in flight: its deadline and its verdict.
 *
 * <pre>{@code
 *            watch()        warn-at          deadline            grace over
 *   ───────► RUNNING ─────► RUNNING+WARNED ─────► EXPIRED(+GATED) ─────► EXPIRED+STUCK
 *               │ complete()     │                   │ complete()           │
 *               └────────────────┴──► COMPLETED ◄────┴──────────────────────┘
 * }</pre>
 *
 * <p>Every move is made under the state lock, or by one compare-and-set of the whole word. The races, and who wins:
 *
 * <ul>
 *   <li>complete and expire: whoever has the lock first. A request completes unexpired, or is expired for good.
 *   <li>expire and extend: whoever has the lock first; an extension after the verdict moves nothing.
 *   <li>expire and shield: a section that began first holds the verdict off, until it ends or {@code max-shield} is over; a
 *       section that begins after the verdict is refused.
 *   <li>expire and onExpiry: a handle registered first is run by Curfew, one registered after is run by its caller; a
 *       handle taken back before it was taken to be run is not run.
 *   <li>complete and answer: under abort the answer is Curfew's from the verdict on. It is tried once, by an enforcer or by
 *       the thread that completes the request, whichever begins first; the other waits for its end.
 *   <li>complete and interrupt, break-off: each is a phase whose end {@link #complete} waits for; none begins afterwards,
 *       but for interrupts of threads that still work beside it for a request that has expired.
 *   <li>complete and schedule: a request is moved to its timeline, or in it, only under the state lock and not when
 *       completed, and is removed only after it has completed: nothing puts it back.
 * </ul>
 */
final class WatchedRequest extends EnforcedRequest implements InFlightRequest {

    private static final int UNDISTURBED = WARNED | DISABLED;
    private static final int UNDER_WAY = INTERRUPTING | ABORTING | BREAKING;
    private static final int ENDED = COMPLETED | DISABLED;

    final @Nullable AbortHandler abortHandler;

    WatchedRequest(
            Watchdog watchdog,
            Timeline timeline,
            TimeoutPolicy policy,
            RequestDescription description,
            @Nullable AbortHandler abortHandler) {
        super(watchdog, timeline, policy, description);
        this.abortHandler = abortHandler;
        thread = Thread.currentThread();
    }

    @Override
    public boolean isExpired() {
        return has(EXPIRED);
    }

    @Override
    public boolean isAborted() {
        return has(GATED);
    }

    boolean isCompleted() {
        return has(COMPLETED);
    }

    @Override
    public Deadline deadline() {
        return new RequestDeadline(this);
    }

    @Override
    void interruptSoon() {
        watchdog.enforce(this::deliverPending);
    }

    @Override
    void settled() {
        watchdog.enforce(() -> watchdog.enforcer().goOn(this, Enforcement.SETTLE));
    }

    // ---- the clock: handles the event that is due without blocking, and has enforcers do the rest

    void onDue(long nowNanos) {
        int state = lock();
        if ((state & ENDED) != 0) {
            unlock(state);
        } else if ((state & EXPIRED) != 0) {
            afterVerdict(state, nowNanos);
        } else if (nowNanos < deadlineNanos) {
            beforeDeadline(state, nowNanos);
        } else if ((state & SHIELDED) != 0 && nowNanos < shieldEndNanos()) {
            schedule(shieldEndNanos());
            unlock(state | HELD_OFF);
        } else {
            expire(state, nowNanos);
        }
    }

    private void beforeDeadline(int state, long nowNanos) {
        long warnNanos = warnDueNanos();
        boolean warn = (state & WARNED) == 0 && warnNanos >= 0 && warnNanos <= nowNanos;
        schedule(warn ? deadlineNanos : nextDueNanos());
        unlock(warn ? state | WARNED : state);
        if (warn) {
            watchdog.enforce(() -> watchdog.enforcer().warn(this));
        }
    }

    @Override
    void expire(int state, long nowNanos) {
        try {
            enforcement = Enforcement.begin(nowNanos, state, adjustments, policy);
        } catch (Throwable t) { // for want of memory
            unlockAndRetry(state, nowNanos);
            throw t;
        }
        unlock(state | EXPIRED | (policy.aborts && abortHandler != null ? GATED : 0));
        handOver(() -> watchdog.enforcer().expire(this), nowNanos);
    }

    private void afterVerdict(int state, long nowNanos) {
        int step = enforcement().step;
        if (step != Enforcement.REPORTED) {
            unlock(state);
            handOver(() -> watchdog.enforcer().goOn(this, step), nowNanos);
            return;
        }
        if (nowNanos < graceEndNanos()) {
            schedule(graceEndNanos());
            unlock(state);
            return;
        }
        unlock(state | STUCK);
        if ((state & (INTERRUPT_PENDING | NEXT_INTERRUPTED)) != 0) {
            interruptSoon(); // should none of those who had to see to it have seen it
        }
        if ((state & BROKEN_OFF) != 0 && ((state & READING) != 0 || isWriting())) {
            watchdog.enforce(this::eject);
        }
        watchdog.enforce(() -> watchdog.enforcer().stuck(this));
    }

    /** The app is about to end, and this request with it, at this time. */
    void drain(long lastNanos) {
        if (policy.enforces() && !shorten(lastNanos) && has(DISABLED)) {
            watchdog.enforce(() -> watchdog.enforcer().endStream(this));
        }
    }

    // ---- the end

    @Override
    public boolean complete(Completion completion) {
        int state = peek();
        if ((state & ~UNDISTURBED) == 0 && compareAndSet(state, state | COMPLETED)) {
            leaveForGood();
            watchdog.completed(this);
            leaveCompleted(); // and so on: detach(), without a look at what is settled
            CurrentRequest.leave(this);
            return true;
        }
        completeSlowly(completion);
        detach();
        return !isExpired();
    }

    private void completeSlowly(Completion completion) {
        boolean flag = beginCompletion();
        try {
            while (!tryComplete(completion, flag)) {
                SpinLock.awaitPhase(() -> !has(UNDER_WAY));
            }
        } finally {
            if (flag) {
                Thread.currentThread().interrupt(); // detach() clears it if it is ours
            }
        }
    }

    /** Completes, or takes a step towards it; returns whether the request has completed. */
    private boolean tryComplete(Completion completion, boolean flag) {
        int state = lock();
        boolean owesAnswer = (state & GATED) != 0 && (state & (ANSWERED | BREAK_TRIED)) == 0;
        if ((state & COMPLETED) != 0) {
            unlock(state);
            return true;
        }
        if ((state & UNDER_WAY) == 0 && !owesAnswer) {
            finish(state, completion, flag);
            return true;
        }
        unlock(state);
        if ((state & UNDER_WAY) == 0) {
            watchdog.enforcer().abort(this);
        }
        return false;
    }

    @Override
    public boolean completeUnlessAborted(Completion completion) {
        int state = lock();
        if ((state & (GATED | COMPLETED)) != 0) {
            unlock(state);
            if ((state & (COMPLETED | UNDER_WAY | ANSWERED | BREAK_TRIED)) == 0) {
                watchdog.enforcer().abort(this); // no enforcer has come to it yet
            }
            return (state & GATED) == 0;
        }
        finish(state, completion, false);
        return true;
    }

    @Override
    public void completeNow(Completion completion) {
        int state = lock();
        if ((state & COMPLETED) != 0) {
            unlock(state);
        } else {
            finish(state, completion, false);
        }
    }

    /** Makes the request completed; called with the lock held, which it gives back. */
    private void finish(int state, Completion completion, boolean flag) {
        if ((state & (ANSWERED | BROKEN_OFF)) != 0) {
            watchdog.countAbandoned(-1);
        }
        boolean heldOff = (state & (HELD_OFF | EXPIRED)) == HELD_OFF;
        int step = Enforcement.BEGIN;
        if ((state & EXPIRED) != 0) {
            try {
                boolean interrupted = (state & INTERRUPTED) != 0 && thread == Thread.currentThread();
                String noticed = flag ? "interrupt unnoticed" : "interrupt noticed";
                step = enforcement().end(completion, watchdog.nanos(), interrupted ? noticed : null);
            } catch (Throwable t) { // of the watchdog's clock, or for want of memory: it can be completed again
                unlock(state);
                throw t;
            }
        }
        unlock(state | COMPLETED);
        leaveForGood();
        watchdog.completed(this);
        if ((state & NEXT_INTERRUPTED) != 0) {
            interruptSoon();
        }
        if ((state & EXPIRED) != 0) {
            watchdog.enforcer().ended(this, step);
        } else if (heldOff) {
            watchdog.enforcer().heldOff(this);
        }
    }

    @Override
    public void attach() {
        CurrentRequest.enter(this);
        super.attach();
    }

    @Override
    public void attachNext() {
        CurrentRequest.enter(this);
        super.attachNext();
    }

    /** Whether it has completed in time: what its work still does, such as sending a mail, is nobody's. */
    boolean isOver() {
        return isCompleted() && !refusesWork(peek());
    }

    /** The calling thread works for the request until it goes back ({@link CurrentRequest#backTo}). */
    void join() {
        if (!isOver() && CurrentRequest.enterUntilBack(this)) {
            super.attachNext();
        }
    }

    /** As {@link #join()}, if work may begin; returns whether it may. */
    boolean joinToWork() {
        if (isOver()) {
            return true;
        }
        if (CurrentRequest.holds(this) ? refusesWork(peek()) : !attachToWork()) {
            return false;
        }
        try {
            boolean ignored = CurrentRequest.enterUntilBack(this); // attached by now, if it was not before
        } catch (Throwable t) {
            leave();
            throw t;
        }
        return true;
    }

    @Override
    public void detach() {
        boolean cleared = leave();
        leaveCell();
        CurrentRequest.leave(this);
        CurrentRequest.flagAgain(cleared);
    }
}
