package dev.curfew;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells the listeners, each on a thread of its own behind a bounded queue: none delays enforcement, or another one. A
 * thread that has nothing left to tell looks again a little later before it waits to be woken up: when many requests
 * expire, to wake a listener for each report costs more than all that it does with them.
 */
final class Notifier {

    private static final int QUEUE = 1024;
    private static final long IDLE_SECONDS = 10;
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1); // fewer reports than the queue takes

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Faults faults;
    private final AtomicLong dropped = new AtomicLong();

    Notifier(List<TimeoutListener> listeners, Faults faults) {
        this.faults = faults;
        listeners.forEach(this::add);
    }

    void add(TimeoutListener listener) {
        told.add(new Told(listener));
    }

    void publish(TimeoutReport report) {
        for (Told each : told) {
            each.offer(report);
        }
    }

    /** How many reports were not told because a listener's queue was full or closed. */
    long dropped() {
        return dropped.get();
    }

    /** Tells what is still queued, for no longer than this. */
    void close(long patienceNanos) {
        told.forEach(each -> each.thread.shutdown());
        long start = System.nanoTime();
        for (Told each : told) {
            each.close(patienceNanos - (System.nanoTime() - start));
        }
    }

    private final class Told {

        private final TimeoutListener listener;
        private final ThreadPoolExecutor thread;

        Told(TimeoutListener listener) {
            this.listener = listener;
            thread = new ThreadPoolExecutor(
                    1,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(QUEUE),
                    task -> {
                        Thread created = new Thread(null, task, "curfew-listener", 0, false);
                        created.setDaemon(true);
                        return created;
                    },
                    (task, executor) -> dropped.incrementAndGet());
            thread.allowCoreThreadTimeOut(true);
        }

        void offer(TimeoutReport report) {
            try {
                thread.execute(() -> tell(report));
            } catch (Throwable t) {
                faults.report("A listener could not be told", t);
            }
        }

        private void tell(TimeoutReport report) {
            try {
                listener.onTimeout(report);
            } catch (Throwable t) {
                faults.report("A listener failed: " + listener.getClass().getName(), t);
            }
            if (thread.getQueue().isEmpty() && !thread.isShutdown()) {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        }

        void close(long patienceNanos) {
            try {
                if (!thread.awaitTermination(Math.max(0, patienceNanos), TimeUnit.NANOSECONDS)) {
                    dropped.addAndGet(thread.shutdownNow().size());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
