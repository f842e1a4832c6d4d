package dev.curfew.resilience4j.docs;

import dev.curfew.resilience4j.DeadlineTimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

/** A capped limiter, as docs/guide.md shows it. */
final class LimiterSnippets {

    private LimiterSnippets() {}

    static int ask(TimeLimiterRegistry registry, ExecutorService pool, Callable<Integer> stock) throws Exception {
        // snippet begin
        TimeLimiter limiter = DeadlineTimeLimiter.of(registry.timeLimiter("stock"));
        int pieces = limiter.executeFutureSupplier(() -> pool.submit(stock));
        // snippet end
        return pieces;
    }
}
