package dev.curfew.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;

/** Caffeine's variable expiry: an entry for each request, which expires at its next event. */
final class CacheTimekeeper extends ScheduledTimekeeper<ScheduledRequest<?>> {

    private final Cache<ScheduledRequest<?>, ScheduledRequest<?>> cache = Caffeine.newBuilder()
            .scheduler(Scheduler.systemScheduler())
            .expireAfter(com.github.benmanes.caffeine.cache.Expiry.writing(
                    (ScheduledRequest<?> key, ScheduledRequest<?> request) -> Duration.ofNanos(request.nextNanos())))
            .removalListener(CacheTimekeeper::removed)
            .build();

    CacheTimekeeper(Expiry expiry) {
        super(expiry);
    }

    private static void removed(ScheduledRequest<?> key, ScheduledRequest<?> request, RemovalCause cause) {
        if (cause == RemovalCause.EXPIRED) {
            request.run();
        }
    }

    @Override
    ScheduledRequest<?> schedule(ScheduledRequest<ScheduledRequest<?>> request, long nanos) {
        cache.put(request, request);
        return request;
    }

    @Override
    void cancel(ScheduledRequest<?> pending) {
        cache.invalidate(pending);
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
