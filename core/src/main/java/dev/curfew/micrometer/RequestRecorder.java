package dev.curfew.micrometer;

import dev.curfew.CompletionListener;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutListener;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.Watchdog;

/** Counts in one registry what a watchdog tells. */
final class RequestRecorder implements TimeoutListener, CompletionListener {

    private final RouteMetersByKey meters;

    RequestRecorder(RouteMetersByKey meters) {
        this.meters = meters;
    }

    void listenTo(Watchdog watchdog) {
        watchdog.addListener((TimeoutListener) this);
        watchdog.addListener((CompletionListener) this);
    }

    @Override
    public void onCompletion(RequestDescription request, TimeoutPolicy policy, long elapsedNanos, long timeoutNanos) {
        if (timeoutNanos > 0) { // a drained watchdog leaves new requests none to use a share of
            meters.of(request, policy).used(100.0 * elapsedNanos / timeoutNanos);
        }
    }

    @Override
    public void onTimeout(TimeoutReport report) {
        RouteMeters own = meters.of(report.request(), report.policy());
        switch (report.event()) {
            case WARNED -> own.warned();
            case EXPIRED -> own.expired(report.outcome());
            case STUCK -> own.stuck();
            case ENDED_LATE -> own.late(report.late(), report.completion());
            case MOVED, SHIELDED -> {} // these are the log's
        }
    }
}
