package dev.curfew.servlet;

import dev.curfew.Completion;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous life of a request.
 *
 * <pre>{@code
 *   startAsync()            complete() / onComplete
 *   SYNC ───► STARTING ───► STARTED ───────────────────────────────► OVER
 *     ▲                      │   │ complete(), thread inside           ▲
 *     │           dispatch() │   └───────────► COMPLETING ─────────────┘
 *     └─── ASYNC dispatch ◄──DISPATCHED                  thread leaves
 * }</pre>
 *
 * <p>Its monitor guards this state and nothing else; no method of the container is called under it. So starting is a phase
 * of its own: an abort that comes meanwhile leaves a note, and the starting thread completes what it has just started.
 *
 * <p>A completion takes effect only once the container's thread has returned (Servlet 6.0 §2.3.3.3); until then the
 * request is in flight, and its deadline holds.
 */
final class AsyncPhase implements AsyncListener {

    private enum State {
        SYNC,
        STARTING,
        STARTED,
        COMPLETING,
        DISPATCHED,
        OVER
    }

    private static final Duration CONTAINER_PATIENCE = Duration.ofMillis(200);

    private final Exchange exchange;
    private State state = State.SYNC;
    private @Nullable AsyncContext context;
    private boolean completePending;
    private boolean broken; // broken off where the container must not be asked to complete
    private boolean givenBack; // completed by an abort; not every container tells of the end of each one
    private boolean threadInside = true;
    private boolean bypassed; // by an ASYNC dispatch that did not come through the filter
    private boolean targetGuarded; // where the last dispatch leads, nobody writes to the response but through ours

    AsyncPhase(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Starts by the container's means, and watches the cycle that begins. */
    AsyncContext start(Supplier<AsyncContext> starter) {
        State before = starting();
        AsyncContext started = null;
        try {
            started = starter.get();
            started.addListener(this);
            return started;
        } finally {
            completeQuietly(started(started, before));
        }
    }

    private synchronized State starting() {
        if (exchange.isAborted()) {
            throw new IllegalStateException(
                    "Request " + exchange.inFlight().id() + " ran past its timeout; it cannot start asynchronous work");
        }
        State before = state;
        bypassed |= before == State.DISPATCHED;
        state = State.STARTING;
        return before;
    }

    /** Records what was started, or that nothing was; returns what has to be completed at once. */
    private synchronized @Nullable AsyncContext started(@Nullable AsyncContext started, State before) {
        if (started != null) {
            context = started;
            state = State.STARTED;
        } else if (state == State.STARTING) {
            state = before;
        }
        return completePending && state == State.STARTED ? context : null;
    }

    /** Whether the request goes on without the container's thread. */
    synchronized boolean isActive() {
        return state == State.STARTED || state == State.DISPATCHED;
    }

    /** Whether it does, and that thread has left it. */
    synchronized boolean isIdle() {
        return state == State.STARTED && !threadInside && !bypassed;
    }

    /** The container's thread leaves the filter; returns whether the request goes on without it. */
    synchronized boolean left() {
        threadInside = false;
        return isActive() && !broken && !givenBack;
    }

    /** The container's thread has come back with an ASYNC dispatch. */
    synchronized void resumed() {
        state = State.SYNC;
        context = null;
        threadInside = true;
    }

    /** Whether the filter is known to be mapped to ASYNC dispatches. */
    boolean filterSeesDispatches() {
        return exchange.filterSeesDispatches();
    }

    /** Whether a dispatch is on its way, or has arrived, that need not come through the filter. */
    synchronized boolean mayBeUnguarded() {
        return state == State.DISPATCHED && !threadInside && !targetGuarded;
    }

    /** Dispatches by the container's means, unless the answer is Curfew's. */
    void dispatch(Runnable dispatcher, boolean guarded) {
        if (exchange.beginWrite()) {
            try {
                attempt(dispatcher, dispatching(guarded), State.DISPATCHED);
            } finally {
                exchange.endWrite();
            }
        }
    }

    private synchronized boolean dispatching(boolean guarded) {
        boolean started = state == State.STARTED;
        if (started) { // or else the container refuses, and the last one is still on its way
            state = State.DISPATCHED;
            targetGuarded = guarded;
        }
        return started;
    }

    /** Completes by the container's means, unless the answer is Curfew's. */
    void complete(AsyncContext started) {
        if (!isDetached() && completesInside(started)) {
            return;
        }
        // No thread of the container comes back to put the timeout answer in place.
        boolean replaced = exchange.replaces((Throwable) null) && Passage.replaced(exchange);
        if (exchange.inFlight().completeUnlessAborted(exchange.completion(null))) {
            over();
            if (!replaced) {
                started.complete();
            } else if (exchange.mayComplete()) { // quietly: the container may have, with the answer
                completeQuietly(started);
            }
        }
    }

    private synchronized boolean isDetached() {
        return state == State.STARTED && !threadInside;
    }

    /** With the write lease, so that nothing is broken off between the question and the call. */
    private boolean completesInside(AsyncContext started) {
        if (!exchange.beginWrite()) {
            return true;
        }
        try {
            boolean inside = completing();
            if (inside || !isStarted()) { // what is not started the container refuses to complete
                attempt(started::complete, inside, State.COMPLETING);
                return true;
            }
            return false;
        } finally {
            exchange.endWrite();
        }
    }

    private synchronized boolean completing() {
        boolean inside = state == State.STARTED && threadInside;
        state = inside ? State.COMPLETING : state;
        return inside;
    }

    private synchronized boolean isStarted() {
        return state == State.STARTED;
    }

    /** Asks the container; where it refuses, the request is as it was before. */
    private void attempt(Runnable call, boolean moved, State to) {
        try {
            call.run();
        } catch (RuntimeException e) {
            AsyncContext left = moved ? takeBack(to) : null;
            if (!exchange.isAborted()) {
                throw e;
            } // the abort completed the request between the question and the call, or leaves it to us
            completeQuietly(left);
        }
    }

    private synchronized @Nullable AsyncContext takeBack(State from) {
        state = state == from ? State.STARTED : state;
        return state == State.STARTED && !broken ? context : null;
    }

    /**
     * The request was answered or broken off: gives it back to the container where nobody else will. Where no thread is
     * inside it is over for Curfew then: a dispatch that is on its way is let pass, and not every container tells of the
     * end of what was broken off.
     */
    void abort(boolean completes) {
        boolean forsaken;
        AsyncContext ended;
        synchronized (this) {
            broken = !completes;
            completePending = completes && state == State.STARTING;
            ended = completes && state == State.STARTED ? context : null;
            givenBack = ended != null;
            forsaken = !threadInside && isActive();
        }
        Completion completion = exchange.completion(null);
        completeQuietly(ended);
        if (forsaken) {
            exchange.inFlight().completeNow(completion);
        }
    }

    private static void completeQuietly(@Nullable AsyncContext started) {
        try {
            if (started != null) {
                started.complete();
            }
        } catch (RuntimeException e) {
            // the container has completed it already, and may have recycled it
        }
    }

    /** Completes, as the handler would, what no thread of the container works for: the app is about to end. */
    void end() {
        if (!exchange.beginWrite()) {
            return;
        }
        try {
            AsyncContext started = isIdle() ? startedContext() : null;
            if (started != null && exchange.inFlight().completeUnlessAborted(exchange.completion(null))) {
                over();
                started.complete();
            }
        } finally {
            exchange.endWrite();
        }
    }

    private synchronized @Nullable AsyncContext startedContext() {
        return context;
    }

    private synchronized void over() {
        state = State.OVER;
        context = null;
    }

    // ---- told by the container; must not wait, as some containers hold a lock meanwhile

    @Override
    public void onComplete(AsyncEvent event) {
        over();
        exchange.inFlight().completeNow(exchange.completion(event.getThrowable()));
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        endedByContainer(event);
    }

    @Override
    public void onError(AsyncEvent event) {
        endedByContainer(event);
    }

    /**
     * The container is about to end the request, on its own timeout or because the client has gone: no answer of Curfew
     * begins any more, and one that is being written is let finish. The wait is bounded, as the container may hold a lock.
     */
    private void endedByContainer(AsyncEvent event) {
        exchange.leaveToContainer();
        if (!exchange.inFlight().completeUnlessAborted(exchange.completion(event.getThrowable()))) {
            exchange.awaitSettled(CONTAINER_PATIENCE);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
