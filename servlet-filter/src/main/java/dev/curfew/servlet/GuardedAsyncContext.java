package dev.curfew.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** An asynchronous context whose completion and dispatch race safely with the deadline: after an abort they do nothing. */
final class GuardedAsyncContext implements AsyncContext {

    private final AsyncContext raw;
    private final AsyncPhase phase;
    private final ServletRequest request;
    private final ServletResponse response;
    private final boolean guarded; // so is the response with which the container dispatches

    GuardedAsyncContext(AsyncContext raw, AsyncPhase phase, ServletRequest request, ServletResponse response) {
        this.raw = raw;
        this.phase = phase;
        this.request = request;
        this.response = response;
        this.guarded = Passage.isGuarded(raw.getResponse());
    }

    @Override
    public ServletRequest getRequest() {
        return request;
    }

    @Override
    public ServletResponse getResponse() {
        return response;
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return raw.hasOriginalRequestAndResponse()
                || (request instanceof GuardedRequest && response instanceof GuardedResponse);
    }

    @Override
    public void dispatch() {
        phase.dispatch(raw::dispatch, guarded || phase.filterSeesDispatches());
    }

    @Override
    public void dispatch(String path) {
        phase.dispatch(() -> raw.dispatch(path), guarded);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        phase.dispatch(() -> raw.dispatch(context, path), guarded);
    }

    @Override
    public void complete() {
        phase.complete(raw);
    }

    @Override
    public void start(Runnable run) {
        raw.start(run);
    }

    @Override
    public void addListener(AsyncListener listener) {
        addListener(listener, request, response);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest suppliedRequest, ServletResponse suppliedResponse) {
        raw.addListener(new GuardedListener(listener, this), suppliedRequest, suppliedResponse);
    }

    /** The context of the cycle that follows this one on the same request. */
    GuardedAsyncContext next(AsyncContext next) {
        return new GuardedAsyncContext(next, phase, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return raw.createListener(type);
    }

    @Override
    public void setTimeout(long timeout) {
        raw.setTimeout(timeout);
    }

    @Override
    public long getTimeout() {
        return raw.getTimeout();
    }
}
