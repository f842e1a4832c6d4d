package dev.curfew.resilience4j;

import dev.curfew.Deadline;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A limiter that gives up at the deadline. What is told of that is left to the limiter itself, by what it is given. */
final class CappedTimeLimiter implements TimeLimiter {

    final TimeLimiter raw;

    CappedTimeLimiter(TimeLimiter raw) {
        this.raw = raw;
    }

    @Override
    public <T, F extends Future<T>> Callable<T> decorateFutureSupplier(Supplier<F> supplier) {
        Callable<T> uncapped = raw.decorateFutureSupplier(supplier);
        return () -> {
            Deadline deadline = Deadline.current();
            if (!deadline.cancels()) {
                return uncapped.call();
            }
            if (deadline.isExpired()) {
                throw timedOut();
            }
            boolean cancels = cancelsFutures();
            return raw.<T, CappedFuture<T>>decorateFutureSupplier(
                            () -> new CappedFuture<>(supplier.get(), deadline, cancels))
                    .call();
        };
    }

    @Override
    public <T, F extends CompletionStage<T>> Supplier<CompletionStage<T>> decorateCompletionStage(
            ScheduledExecutorService scheduler, Supplier<F> supplier) {
        Supplier<CompletionStage<T>> uncapped = raw.decorateCompletionStage(scheduler, supplier);
        return () -> {
            Deadline deadline = Deadline.current();
            if (!deadline.cancels()) {
                return uncapped.get();
            }
            if (deadline.isExpired()) {
                return CompletableFuture.failedFuture(timedOut());
            }
            return raw.<T, CompletableFuture<T>>decorateCompletionStage(
                            scheduler, () -> capped(supplier.get().toCompletableFuture(), deadline))
                    .get();
        };
    }

    private <T> CompletableFuture<T> capped(CompletableFuture<T> future, Deadline deadline) {
        CappedStage<T> stage = new CappedStage<>(future, cancelsFutures());
        stage.follow(deadline, this::timeout);
        return stage;
    }

    private boolean cancelsFutures() {
        return raw.getTimeLimiterConfig().shouldCancelRunningFuture();
    }

    /** Tells of a timeout of work that has not begun. */
    private TimeoutException timedOut() {
        TimeoutException timeout = timeout();
        raw.onError(timeout);
        return timeout;
    }

    private TimeoutException timeout() {
        return TimeLimiter.createdTimeoutExceptionWithName(getName(), null);
    }

    // ---- the limiter's own

    @Override
    public String getName() {
        return raw.getName();
    }

    @Override
    public Map<String, String> getTags() {
        return raw.getTags();
    }

    @Override
    public TimeLimiterConfig getTimeLimiterConfig() {
        return raw.getTimeLimiterConfig();
    }

    @Override
    public EventPublisher getEventPublisher() {
        return raw.getEventPublisher();
    }

    @Override
    public void onSuccess() {
        raw.onSuccess();
    }

    @Override
    public void onError(Throwable failure) {
        raw.onError(failure);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CappedTimeLimiter that && raw.equals(that.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }

    @Override
    public String toString() {
        return "DeadlineTimeLimiter of " + raw;
    }
}
