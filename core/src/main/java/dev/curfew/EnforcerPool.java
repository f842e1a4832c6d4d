package dev.curfew;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that call what may block: handles, {@code Thread.interrupt()}, containers. A few as a rule; where calls hold
 * them up and work waits, the clock adds one for each that is held up, and so on, up to a bound. So a call that hangs
 * holds one thread and delays nobody else's enforcement by more than a few milliseconds, or by the pool's patience.
 *
 * <p>A thread that only waits for a processor is not held up: to add threads where those are scarce would make all of them
 * slower. What tells them apart is the state of the thread, and its patience where calls may block outside of Java.
 */
final class EnforcerPool implements Executor {

    private static final long RELIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONG_NANOS = RELIEF_NANOS / 2; // those that were added at one look are seen at the next
    private static final long IDLE_SECONDS = 10;

    /**
     * How many threads there are.
     *
     * @param few as a rule
     * @param most where all are held up
     * @param patienceNanos how long a call may compute before it is taken to block where Java does not see it
     */
    record Size(int few, int most, long patienceNanos) {}

    private final String name;
    private final Size size;
    private final LongSupplier nanos;
    private final Faults faults;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition ended = lock.newCondition();

    // All below is guarded by the lock.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private int idle;
    private int started;
    private long reliefDueNanos = Timeline.NEVER;
    private boolean closed;

    EnforcerPool(String name, Size size, LongSupplier nanos, Faults faults) {
        this.name = name;
        this.size = size;
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
                reliefDueNanos = nanos.getAsLong() + RELIEF_NANOS;
            }
            if (idle > 0) {
                work.signal();
            } else if (workers.size() < size.few) {
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

    /** Adds a thread for each that is held up, where tasks wait that the others are too few for. */
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
            reliefDueNanos = nowNanos + RELIEF_NANOS; // also if no thread can be started now
            int more = Math.min(wanted(nowNanos), size.most - workers.size());
            for (int i = 0; i < more; i++) {
                startWorker();
            }
        } catch (Throwable t) {
            faults.report("No further thread could be started for " + name, t);
        } finally {
            lock.unlock();
        }
    }

    /**
     * As many as are held up, or as are missing of the few because they could not be started; but no more than there are
     * tasks that nobody is about to take.
     */
    private int wanted(long nowNanos) {
        int heldUp = 0;
        int free = 0;
        for (Worker worker : workers) {
            heldUp += worker.isHeldUp(nowNanos) ? 1 : 0;
            free += worker.isFree() ? 1 : 0;
        }
        return Math.min(Math.max(heldUp, size.few - workers.size()), tasks.size() - free);
    }

    private void startWorker() {
        Worker worker = new Worker(name + "-" + ++started);
        workers.add(worker);
        try {
            worker.thread.start();
        } catch (Throwable t) {
            workers.remove(worker);
            throw t;
        }
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
            tasks.clear(); // whoever took one now would not be interrupted
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
                    && !(workers.size() == 1 && workers.get(0).thread == Thread.currentThread())) {
                left = ended.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Thread> hanging = new ArrayList<>();
        workers.forEach(worker -> hanging.add(worker.thread));
        hanging.remove(Thread.currentThread());
        return hanging;
    }

    private final class Worker {

        private static final long NOTHING = Long.MAX_VALUE;

        final Thread thread;

        /** When it took the task that it is running; until then, and while it waits for the lock to take one, nothing. */
        private volatile long takenNanos = NOTHING;

        Worker(String name) {
            thread = new Thread(null, this::work, name, 0, false);
            thread.setDaemon(true);
        }

        boolean isFree() {
            return takenNanos == NOTHING;
        }

        /** Whether one call keeps it for longer than calls take, and not for want of a processor. */
        boolean isHeldUp(long nowNanos) {
            long taken = takenNanos;
            long busyNanos = taken == NOTHING ? 0 : nowNanos - taken;
            return busyNanos > LONG_NANOS
                    && (busyNanos > size.patienceNanos || thread.getState() != Thread.State.RUNNABLE);
        }

        private void work() {
            boolean more = true;
            while (more) {
                try {
                    more = runNext();
                } catch (Throwable t) { // for want of memory, say: its place must not be lost
                    faults.report("A thread of " + name + " could not take a task", t);
                    LockSupport.parkNanos(RELIEF_NANOS);
                }
            }
        }

        private boolean runNext() {
            Runnable task = next();
            if (task == null) {
                return false;
            }
            try {
                task.run();
            } catch (Throwable t) {
                faults.report("A task of " + name + " failed", t);
            }
            takenNanos = NOTHING;
            Thread.interrupted(); // a handle may have left its flag behind
            return true;
        }

        /** The next task, or null for a worker that has ended. */
        private @Nullable Runnable next() {
            lock.lock();
            try {
                if (!awaitTask()) {
                    workers.remove(this);
                    ended.signalAll();
                    return null;
                }
                takenNanos = nanos.getAsLong();
                return tasks.poll();
            } finally {
                lock.unlock();
            }
        }

        /** With the lock held: returns whether there is a task; there is none for one that is too many. */
        private boolean awaitTask() {
            idle++;
            try {
                while (tasks.isEmpty()) {
                    if (closed || (!work.await(IDLE_SECONDS, TimeUnit.SECONDS) && tasks.isEmpty())) {
                        return false;
                    }
                }
                return true;
            } catch (InterruptedException e) {
                return !tasks.isEmpty();
            } finally {
                idle--;
            }
        }
    }
}
