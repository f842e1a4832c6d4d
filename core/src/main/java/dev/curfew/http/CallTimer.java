package dev.curfew.http;

import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls that margin before the deadline. One thread only keeps time; what may block is left to others. Where all of
 * them are held, a call waits for one of them, and is ended by the deadline itself if that comes first. Without calls there
 * are no threads.
 */
final class CallTimer {

    /** A call that is ended holds its thread for up to 20 ms, and many may end at once. */
    private static final int MOST_THREADS = 32;

    private static final ScheduledThreadPoolExecutor timer = timer();
    private static final ThreadPoolExecutor workers = workers();

    private CallTimer() {}

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, work -> thread(work, "curfew-call-timer"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static ThreadPoolExecutor workers() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> thread(work, "curfew-call-end"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** With nothing of the request that calls first. */
    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(CallTimer.class.getClassLoader());
        return thread;
    }

    static Future<?> in(long nanos, Runnable action) {
        return timer.schedule(() -> workers.execute(action), nanos, TimeUnit.NANOSECONDS);
    }
}
