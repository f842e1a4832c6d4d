package dev.curfew.servlet;

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
 *   SYNC ───► STARTING ───► STARTED ─────────────────► OVER
 *     ▲                        │ dispatch()
 *     └──── ASYNC dispatch ◄── DISPATCHED
 * }</pre>
 *
 * <p>Its monitor guards this state and nothing else; no method of the container is called under it. So starting is a phase
 * of its own: an abort that comes meanwhile leaves a note, and the starting thread completes what it has just started.
 */
final class AsyncPhase implements AsyncListener {

    private enum State {
        SYNC,
        STARTING,
        STARTED,
        DISPATCHED,
        OVER
    }

    private static final Duration CONTAINER_PATIENCE = Duration.ofMillis(200);

    private final Exchange exchange;
    private State state = State.SYNC;
    private @Nullable AsyncContext context;
    private boolean completePending;
    private boolean threadInside = true;

    AsyncPhase(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Starts by the container's means, and watches the cycle that begins. */
    AsyncContext start(Supplier<AsyncContext> starter) {
        synchronized (this) {
            if (exchange.isAborted()) {
                throw new IllegalStateException("Request " + exchange.inFlight().id()
                        + " ran past its timeout; it cannot start asynchronous work");
            }
            state = State.STARTING;
        }
        AsyncContext started = null;
        try {
            started = starter.get();
            started.addListener(this);
            return started;
        } finally {
            if (started(started)) {
                completeQuietly(started);
            }
        }
    }

    /** Records what was started; returns whether it has to be completed at once. */
    private synchronized boolean started(@Nullable AsyncContext started) {
        context = started;
        state = started == null ? State.SYNC : State.STARTED;
        return started != null && completePending;
    }

    /** Whether the request goes on without the container's thread. */
    synchronized boolean isActive() {
        return state == State.STARTED || state == State.DISPATCHED;
    }

    /** Whether it does, and that thread has left it. */
    synchronized boolean isIdle() {
        return state == State.STARTED && !threadInside;
    }

    /** The container's thread leaves the filter; returns whether the request goes on without it. */
    synchronized boolean left() {
        threadInside = false;
        return isActive();
    }

    /** The container's thread has come back with an ASYNC dispatch. */
    synchronized void resumed() {
        state = State.SYNC;
        context = null;
        threadInside = true;
    }

    /** Dispatches by the container's means, unless the answer is Curfew's. */
    void dispatch(Runnable dispatcher) {
        if (exchange.isAborted()) {
            return;
        }
        synchronized (this) {
            state = state == State.STARTED ? State.DISPATCHED : state;
        }
        try {
            dispatcher.run();
        } catch (IllegalStateException e) {
            if (!exchange.isAborted()) {
                throw e;
            } // the abort completed the request between the question and the dispatch
        }
    }

    /** Completes by the container's means, unless the answer is Curfew's. */
    void complete(AsyncContext started) {
        if (exchange.inFlight().completeUnlessAborted(exchange.completion(null))) {
            over();
            started.complete();
        }
    }

    /** The request was answered or broken off: gives it back to the container where nobody else will. */
    void abort(boolean completes) {
        AsyncContext started;
        synchronized (this) {
            completePending = completes && state == State.STARTING;
            started = state == State.STARTED ? context : null;
        }
        if (started == null) {
            return;
        }
        if (completes) {
            completeQuietly(started);
        } else {
            exchange.inFlight().completeNow(exchange.completion(null));
        }
    }

    private static void completeQuietly(@Nullable AsyncContext started) {
        try {
            if (started != null) {
                started.complete();
            }
        } catch (IllegalStateException e) {
            // the container has completed it already
        }
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
        if (!exchange.inFlight().completeUnlessAborted(exchange.completion(event.getThrowable()))) {
            exchange.awaitSettled(CONTAINER_PATIENCE);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
