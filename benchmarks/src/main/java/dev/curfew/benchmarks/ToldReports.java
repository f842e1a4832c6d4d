package dev.curfew.benchmarks;

import dev.curfew.TimeoutListener;
import dev.curfew.TimeoutReport;
import java.util.concurrent.atomic.AtomicLong;

/** The app's own listener, beside the log: counts the reports that it is told. */
final class ToldReports implements TimeoutListener {

    private final AtomicLong count = new AtomicLong();

    @Override
    public void onTimeout(TimeoutReport report) {
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }
}
