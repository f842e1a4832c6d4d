package dev.curfew.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** An answer to come; to cancel it, or what depends on it, cancels its exchange, as with the JDK's own. */
final class ExchangeFuture<T> extends CompletableFuture<T> {

    private final Future<?> exchange;

    ExchangeFuture(Future<?> exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (mayInterruptIfRunning) {
            exchange.cancel(true);
        }
        return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ExchangeFuture<>(exchange);
    }
}
