package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism of Tomcat's {@code StuckThreadDetectionValve}: a concurrent map of threads, looked through every 10 s by
 * the container's background thread, once for those to warn of and once for those to interrupt. A request that its thread
 * has left gets a key of its own in place of the thread's.
 */
final class ValveTimekeeper implements Timekeeper<ValveTimekeeper.Monitored> {

    private static final int RUNNING = 0;
    private static final int STUCK = 1;
    private static final int DONE = 2;

    private final Map<Long, Monitored> active = new ConcurrentHashMap<>();
    private final AtomicLong lastLeft = new AtomicLong();
    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        return thread;
    });
    private final Expiry expiry;

    ValveTimekeeper(Expiry expiry) {
        this.expiry = expiry;
        background.scheduleWithFixedDelay(this::lookThrough, 10, 10, TimeUnit.SECONDS);
    }

    /** A thread that works for a request. */
    static final class Monitored {

        private final RequestDescription description;
        private final RequestTimeout timeout;
        private final long startMillis = System.currentTimeMillis();
        private final AtomicInteger state = new AtomicInteger(RUNNING);
        private final Semaphore interruption = new Semaphore(1);
        private @Nullable Thread thread;
        private Long key;

        Monitored(Thread thread, Long key, RequestDescription description, RequestTimeout timeout) {
            this.thread = thread;
            this.key = key;
            this.description = description;
            this.timeout = timeout;
        }
    }

    private void lookThrough() {
        long now = System.currentTimeMillis();
        for (Monitored each : active.values()) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(now - each.startMillis);
            if (nanos >= each.timeout.warnNanos()) {
                each.state.compareAndSet(RUNNING, STUCK);
            }
            if (nanos >= each.timeout.nanos() && each.interruption.tryAcquire()) {
                expiry.expired(each.description);
            }
        }
    }

    @Override
    @SuppressWarnings("deprecation") // threadId() came with JDK 19
    public Monitored begin(RequestDescription description, RequestTimeout timeout) {
        Thread thread = Thread.currentThread();
        Monitored request = new Monitored(thread, thread.getId(), description, timeout);
        active.put(request.key, request);
        return request;
    }

    @Override
    public void leave(Monitored request) {
        active.remove(request.key);
        request.thread = null;
        request.key = lastLeft.decrementAndGet();
        active.put(request.key, request);
    }

    @Override
    public void end(Monitored request) {
        active.remove(request.key);
        request.state.getAndSet(DONE);
    }

    @Override
    public void close() {
        background.shutdownNow();
    }
}
