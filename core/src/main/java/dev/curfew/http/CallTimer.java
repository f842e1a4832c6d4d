package dev.curfew.http;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls that margin before the deadline. One thread that only keeps time, and leaves when no call runs; what may block
 * is left to the common pool. Where that is late, the deadline itself ends the call.
 */
final class CallTimer {

    private static final ScheduledThreadPoolExecutor timer = timer();

    private CallTimer() {}

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, CallTimer::thread);
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "curfew-calls");
        thread.setDaemon(true);
        thread.setContextClassLoader(CallTimer.class.getClassLoader()); // not that of whoever called first
        return thread;
    }

    static Future<?> in(long nanos, Runnable action) {
        return timer.schedule(() -> ForkJoinPool.commonPool().execute(action), nanos, TimeUnit.NANOSECONDS);
    }
}
