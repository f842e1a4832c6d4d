package dev.curfew;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that call what may block: handles, {@code Thread.interrupt()}, containers. A few as a rule; where they are
 * held up and work waits, the clock adds as many again, up to a bound. So a call that hangs holds one thread and delays
 * nobody else's enforcement by more than a few milliseconds.
 */
final class EnforcerPool implements Executor {

    private static final long RELIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE_SECONDS = 10;

    private final String name;
    private final int few;
    private final int most;
    private final LongSupplier nanos;
    private final Faults faults;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition ended = lock.newCondition();

    // All below is guarded by the lock.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Thread> workers = new ArrayList<>();
    private int idle;
    private int started;
    private long taken;
    private long takenBefore;
    private long reliefDueNanos = Timeline.NEVER;
    private boolean closed;

    /** A pool of {@code few} threads that grows to {@code most} where those stand still. */
    EnforcerPool(String name, int few, int most, LongSupplier nanos, Faults faults) {
        this.name = name;
        this.few = few;
        this.most = most;
        this.nanos = nanos;
        this.faults = faults;
    }

    /**
     * Has a task run soon.
     *
     * @throws RejectedExecutionException once closed
     */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException(name + " is closed");
            }
            tasks.add(task);
            if (tasks.size() > idle && reliefDueNanos == Timeline.NEVER) {
                takenBefore = taken;
                reliefDueNanos = nanos.getAsLong() + RELIEF_NANOS;
            }
            if (idle > 0) {
                work.signal();
            } else if (workers.size() < few) {
                startWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    /** When to look whether the pool stands still, or {@link Timeline#NEVER}. */
    long reliefDueNanos() {
        lock.lock();
        try {
            return reliefDueNanos;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds as many threads as there are, where tasks wait and fewer were taken since the last look than there are threads:
     * they take longer than that each, so they block and do not compute.
     */
    void relieve(long nowNanos) {
        lock.lock();
        try {
            if (nowNanos < reliefDueNanos) {
                return;
            }
            if (tasks.isEmpty() || closed) {
                reliefDueNanos = Timeline.NEVER;
                return;
            }
            if (taken - takenBefore < workers.size()) {
                grow();
            }
            takenBefore = taken;
            reliefDueNanos = nowNanos + RELIEF_NANOS;
        } finally {
            lock.unlock();
        }
    }

    private void grow() {
        int more = Math.min(Math.min(Math.max(1, workers.size()), tasks.size()), most - workers.size());
        for (int i = 0; i < more; i++) {
            startWorker();
        }
    }

    private void startWorker() {
        Thread thread = new Thread(null, this::work, name + "-" + ++started, 0, false);
        thread.setDaemon(true);
        workers.add(thread);
        try {
            thread.start();
        } catch (Throwable t) {
            workers.remove(thread);
            throw t;
        }
    }

    private void work() {
        Runnable task = next();
        while (task != null) {
            try {
                task.run();
            } catch (Throwable t) {
                faults.report("A task of " + name + " failed", t);
            }
            Thread.interrupted(); // a handle may have left its flag behind
            task = next();
        }
    }

    /** The next task, or null for a worker that has ended. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            idle++;
            try {
                while (tasks.isEmpty()) {
                    if (closed || (!work.await(IDLE_SECONDS, TimeUnit.SECONDS) && tasks.isEmpty())) {
                        return end();
                    }
                }
            } catch (InterruptedException e) {
                if (tasks.isEmpty()) {
                    return end();
                }
            } finally {
                idle--;
            }
            taken++;
            return tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable end() {
        workers.remove(Thread.currentThread());
        ended.signalAll();
        return null;
    }

    int threads() {
        lock.lock();
        try {
            return workers.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more tasks, runs those that wait, gives them this long, and then interrupts the threads that still hang.
     * Closing twice does nothing more.
     */
    void close(long patienceNanos) {
        List<Thread> hanging;
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            hanging = awaitEnd(patienceNanos);
        } finally {
            lock.unlock();
        }
        hanging.forEach(Thread::interrupt);
    }

    private List<Thread> awaitEnd(long patienceNanos) {
        long left = patienceNanos;
        try {
            while (left > 0
                    && !workers.isEmpty()
                    && !(workers.size() == 1 && workers.contains(Thread.currentThread()))) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Thread> hanging = new ArrayList<>(workers);
        hanging.remove(Thread.currentThread());
        return hanging;
    }
}
