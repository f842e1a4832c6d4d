package dev.curfew.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The JDK's {@code CompletableFuture.orTimeout}. */
final class FutureTimekeeper extends ScheduledTimekeeper<CompletableFuture<Void>> {

    FutureTimekeeper(Expiry expiry) {
        super(expiry);
    }

    @Override
    CompletableFuture<Void> schedule(ScheduledRequest<CompletableFuture<Void>> request, long nanos) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        end.orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((nothing, timeout) -> {
            if (timeout != null) {
                request.run();
            }
        });
        return end;
    }

    @Override
    void cancel(CompletableFuture<Void> pending) {
        pending.complete(null);
    }

    @Override
    public void close() {}
}
