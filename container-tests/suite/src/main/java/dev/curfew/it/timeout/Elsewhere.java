package dev.curfew.it.timeout;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An application's own threads: what it does for a request elsewhere than on the container's. */
final class Elsewhere implements AutoCloseable {

    /** Something to do; it may throw anything. */
    @FunctionalInterface
    interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** What the work threw. */
    final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "elsewhere");
        thread.setDaemon(true);
        return thread;
    });

    /** Does it as soon as a thread is free. */
    void now(Work work) {
        in(Duration.ZERO, work);
    }

    /** Does it after this time. */
    void in(Duration delay, Work work) {
        threads.schedule(() -> run(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (Throwable t) {
            thrown.add(t);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
