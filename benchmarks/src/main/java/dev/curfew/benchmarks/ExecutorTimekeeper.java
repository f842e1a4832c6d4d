package dev.curfew.benchmarks;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's {@code ScheduledThreadPoolExecutor} with one thread. */
final class ExecutorTimekeeper extends ScheduledTimekeeper<Future<?>> {

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "executor");
        thread.setDaemon(true);
        return thread;
    });

    ExecutorTimekeeper(Expiry expiry, boolean removeOnCancel) {
        super(expiry);
        executor.setRemoveOnCancelPolicy(removeOnCancel);
    }

    @Override
    Future<?> schedule(ScheduledRequest<Future<?>> request, long nanos) {
        return executor.schedule(request, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void cancel(Future<?> pending) {
        pending.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
