package dev.curfew.benchmarks;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** Netty's {@code HashedWheelTimer} with its defaults: a tick of 100 ms, 512 buckets. */
final class WheelTimekeeper extends ScheduledTimekeeper<Timeout> {

    private final HashedWheelTimer timer = new HashedWheelTimer(new DefaultThreadFactory("wheel", true));

    WheelTimekeeper(Expiry expiry) {
        super(expiry);
        timer.start();
    }

    @Override
    Timeout schedule(ScheduledRequest<Timeout> request, long nanos) {
        return timer.newTimeout(request, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void cancel(Timeout pending) {
        pending.cancel();
    }

    @Override
    public void close() {
        timer.stop();
    }
}
