package dev.curfew.benchmarks;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/** Jetty's scheduler, as its {@code DoSFilter} uses it for each request. */
final class JettySchedulerTimekeeper extends ScheduledTimekeeper<Scheduler.Task> {

    private final Scheduler scheduler = started();

    JettySchedulerTimekeeper(Expiry expiry) {
        super(expiry);
    }

    static Scheduler started() {
        Scheduler scheduler = new ScheduledExecutorScheduler("jetty", true);
        LifeCycle.start(scheduler);
        return scheduler;
    }

    @Override
    Scheduler.Task schedule(ScheduledRequest<Scheduler.Task> request, long nanos) {
        return scheduler.schedule(request, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void cancel(Scheduler.Task pending) {
        pending.cancel();
    }

    @Override
    public void close() {
        LifeCycle.stop(scheduler);
    }
}
