package dev.curfew;

import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A second thread of a test, as a container's pool has it: one task after the other. Unlike an executor's it leaves its
 * interrupt flag as it finds it.
 */
final class OtherThread implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    final Thread thread = new Thread(this::work, "other");

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    OtherThread() {
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        while (!closed) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            } else {
                LockSupport.park(this);
            }
        }
    }

    <T> T call(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        tasks.add(future);
        LockSupport.unpark(thread);
        return result(future);
    }

    /** Runs its tasks on this thread. */
    Executor executor() {
        return task -> {
            tasks.add(task);
            LockSupport.unpark(thread);
        };
    }

    void run(Task task) {
        result(begin(task));
    }

    /** Returns once the task is running. */
    Future<?> begin(Task task) {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Void> future = new FutureTask<>(() -> {
            begun.countDown();
            task.run();
            return null;
        });
        tasks.add(future);
        LockSupport.unpark(thread);
        while (begun.getCount() > 0) {
            Thread.onSpinWait();
        }
        return future;
    }

    /** Waits for the end of a task, also on a thread whose interrupt flag is set, and leaves that as it is. */
    static <T> T result(Future<T> future) {
        long start = System.nanoTime();
        while (!future.isDone() && System.nanoTime() - start < PATIENCE_NANOS) {
            LockSupport.parkNanos(10_000);
        }
        if (!future.isDone()) {
            throw new AssertionError("did not come back");
        }
        boolean interrupted = Thread.interrupted();
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    interface Task {
        void run() throws Exception;
    }
}
