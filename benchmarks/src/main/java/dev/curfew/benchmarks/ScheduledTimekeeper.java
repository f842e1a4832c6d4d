package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;

/**
 * A rival that schedules events and cancels them one by one.
 *
 * @param <P> a pending event
 */
abstract class ScheduledTimekeeper<P> implements Timekeeper<ScheduledRequest<P>> {

    private final Expiry expiry;

    ScheduledTimekeeper(Expiry expiry) {
        this.expiry = expiry;
    }

    /** Runs the request after this time. */
    abstract P schedule(ScheduledRequest<P> request, long nanos);

    abstract void cancel(P pending);

    final void expired(RequestDescription description) {
        expiry.expired(description);
    }

    @Override
    public final ScheduledRequest<P> begin(RequestDescription description, RequestTimeout timeout) {
        ScheduledRequest<P> request = new ScheduledRequest<>(this, description, timeout);
        request.pending = schedule(request, timeout.warnNanos());
        return request;
    }

    @Override
    public final void leave(ScheduledRequest<P> request) {
        request.thread = null;
    }

    @Override
    public final void end(ScheduledRequest<P> request) {
        request.ended = true;
        P pending = request.pending;
        if (pending != null) {
            cancel(pending);
        }
    }
}
