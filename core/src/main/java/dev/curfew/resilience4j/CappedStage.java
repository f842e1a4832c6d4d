package dev.curfew.resilience4j;

import dev.curfew.Deadline;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Is completed by a future, or by a timeout: the limiter's or the request's. A timeout cancels the future first. */
final class CappedStage<T> extends CompletableFuture<T> {

    private final CompletableFuture<T> raw;
    private final boolean cancels;
    private volatile boolean timedOut;

    CappedStage(CompletableFuture<T> raw, boolean cancels) {
        this.raw = raw;
        this.cancels = cancels;
    }

    void follow(Deadline deadline, Supplier<TimeoutException> timeout) {
        Deadline.Registration registration = deadline.onExpiry(() -> {
            boolean ignored = completeExceptionally(timeout.get());
        });
        CompletableFuture<T> ignored = raw.whenComplete((result, failure) -> {
            registration.close();
            settle(result, failure);
        });
    }

    private void settle(T result, @Nullable Throwable failure) {
        if (failure == null) {
            complete(result);
        } else if (!(timedOut && failure instanceof CancellationException)) {
            boolean ignored = super.completeExceptionally(failure);
        } // or else it is told as the timeout that it is
    }

    /** Is called by a timeout alone. */
    @Override
    public boolean completeExceptionally(Throwable timeout) {
        timedOut = true;
        if (cancels) {
            raw.cancel(true);
        }
        return super.completeExceptionally(timeout);
    }
}
