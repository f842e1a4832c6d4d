package dev.curfew.resilience4j;

import dev.curfew.Deadline;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

/**
 * Views of time limiters whose timeout is the smaller of their own and what the request has left ({@link
 * Deadline#current()}).
 *
 * <pre>{@code
 * TimeLimiter limiter = DeadlineTimeLimiter.of(registry.timeLimiter("stock"));
 * Stock stock = limiter.executeFutureSupplier(() -> pool.submit(() -> warehouse.stockOf(order)));
 * }</pre>
 *
 * <p>Under a policy that cancels, a request's work ends at the deadline, wherever that is moved meanwhile, as at a timeout:
 * with a {@code TimeoutException}, an event of that kind, and the {@code Future} cancelled if the limiter's configuration
 * says so, which it does by default. A {@code CompletableFuture} is cancelled too, also at the limiter's own timeout. Once
 * the request has expired no work begins. Name, configuration, tags and events are those of the limiter; so operators of
 * Reactor and RxJava, which read the timeout in the configuration, are not capped. Under any other policy, and outside a
 * request, the limiter works as without Curfew. Safe for use by several threads.
 */
public final class DeadlineTimeLimiter {

    private DeadlineTimeLimiter() {}

    /** The view of this limiter; a view is returned as it is. */
    public static TimeLimiter of(TimeLimiter limiter) {
        return limiter instanceof CappedTimeLimiter ? limiter : new CappedTimeLimiter(limiter);
    }

    /** A view of this registry that gives views of its limiters; its events tell of the limiters themselves. */
    public static TimeLimiterRegistry of(TimeLimiterRegistry registry) {
        return registry instanceof CappedRegistry ? registry : new CappedRegistry(registry);
    }
}
