package dev.curfew.benchmarks;

import dev.curfew.TimeoutListener;
import dev.curfew.TimeoutReport;

/** The app's own listener, beside the log: counts the reports that have a stack. */
final class ToldReports implements TimeoutListener {

    private volatile PerSecond stacks = new PerSecond();

    @Override
    public void onTimeout(TimeoutReport report) {
        if (report.stack() != null) {
            stacks.add();
        }
    }

    /** Counts from zero. */
    void reset() {
        stacks = new PerSecond();
    }

    long stacks() {
        return stacks.count();
    }

    long stackLimit() {
        return stacks.limit();
    }
}
