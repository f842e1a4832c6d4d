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
    private final boolean original;

    GuardedAsyncContext(
            AsyncContext raw, AsyncPhase phase, ServletRequest request, ServletResponse response, boolean original) {
        this.raw = raw;
        this.phase = phase;
        this.request = request;
        this.response = response;
        this.original = original;
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
        return original || (request instanceof GuardedRequest && response instanceof GuardedResponse);
    }

    @Override
    public void dispatch() {
        phase.dispatch(raw::dispatch);
    }

    @Override
    public void dispatch(String path) {
        phase.dispatch(() -> raw.dispatch(path));
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        phase.dispatch(() -> raw.dispatch(context, path));
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
        raw.addListener(listener, request, response);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest suppliedRequest, ServletResponse suppliedResponse) {
        raw.addListener(listener, suppliedRequest, suppliedResponse);
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
