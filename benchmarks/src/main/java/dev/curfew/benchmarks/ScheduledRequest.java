package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * A rival's request: the least that does the job. One event is pending at a time, as with Curfew, which is cheaper than
 * two. Its fields are plain: an event that runs beside the request's end may come to nothing or schedule one that will.
 *
 * @param <P> a pending event
 */
final class ScheduledRequest<P> implements Runnable, TimerTask {

    private final ScheduledTimekeeper<P> keeper;
    private final RequestDescription description;
    private final RequestTimeout timeout;

    @Nullable
    Thread thread; // the one to interrupt

    @Nullable
    P pending;

    private boolean warned;
    boolean ended;

    ScheduledRequest(ScheduledTimekeeper<P> keeper, RequestDescription description, RequestTimeout timeout) {
        this.keeper = keeper;
        this.description = description;
        this.timeout = timeout;
        thread = Thread.currentThread();
    }

    /** From the last event to the next. */
    long nextNanos() {
        return warned ? timeout.nanos() - timeout.warnNanos() : timeout.warnNanos();
    }

    @Override
    public void run() {
        if (ended) {
            return;
        }
        if (warned) {
            keeper.expired(description);
        } else {
            warned = true;
            pending = keeper.schedule(this, nextNanos());
        }
    }

    @Override
    public void run(Timeout event) {
        run();
    }
}
