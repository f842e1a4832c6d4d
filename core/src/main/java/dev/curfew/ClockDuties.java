package dev.curfew;

import java.util.List;

/** What a watchdog has its clock do. */
final class ClockDuties implements Clock.Owner {

    private final List<EnforcerPool> pools;
    private final RefilledLimit limit;

    ClockDuties(List<EnforcerPool> pools, RefilledLimit limit) {
        this.pools = pools;
        this.limit = limit;
    }

    @Override
    public void due(WatchedRequest request, long nowNanos) {
        request.onDue(nowNanos);
    }

    @Override
    public void relieve(long nowNanos) {
        for (EnforcerPool pool : pools) {
            pool.relieve(nowNanos);
        }
        limit.refill(nowNanos);
    }

    @Override
    public long reliefDueNanos() {
        long due = limit.refillDueNanos();
        for (EnforcerPool pool : pools) {
            due = Math.min(due, pool.reliefDueNanos());
        }
        return due;
    }
}
