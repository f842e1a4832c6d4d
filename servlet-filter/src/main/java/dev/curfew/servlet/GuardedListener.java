package dev.curfew.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/** An application's listener, told of the guarded context where the container tells of its own. */
final class GuardedListener implements AsyncListener {

    private final AsyncListener listener;
    private final GuardedAsyncContext context;

    GuardedListener(AsyncListener listener, GuardedAsyncContext context) {
        this.listener = listener;
        this.context = context;
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
        listener.onComplete(of(context, event));
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        listener.onTimeout(of(context, event));
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
        listener.onError(of(context, event));
    }

    @Override
    public void onStartAsync(AsyncEvent event) throws IOException {
        listener.onStartAsync(of(context.next(event.getAsyncContext()), event));
    }

    private static AsyncEvent of(AsyncContext context, AsyncEvent event) {
        return new AsyncEvent(context, event.getSuppliedRequest(), event.getSuppliedResponse(), event.getThrowable());
    }
}
