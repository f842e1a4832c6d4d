package dev.curfew.it.timeout;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutListener;
import dev.curfew.TimeoutReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Collects what listeners are told. */
final class Reports implements TimeoutListener {

    private final List<TimeoutReport> all = new CopyOnWriteArrayList<>();

    @Override
    public void onTimeout(TimeoutReport report) {
        all.add(report);
    }

    /** All reports so far. */
    List<TimeoutReport> all() {
        return List.copyOf(all);
    }

    /** All reports of an event about a path. */
    List<TimeoutReport> of(TimeoutEvent event, String path) {
        return all.stream()
                .filter(report ->
                        report.event() == event && report.request().path().equals(path))
                .toList();
    }

    /** The one report of an event about a path, once it has come. */
    TimeoutReport await(TimeoutEvent event, String path) {
        awaitUntil(event, path);
        return of(event, path).get(0);
    }

    private void awaitUntil(TimeoutEvent event, String path) {
        Awaitility.await(event + " of " + path)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !of(event, path).isEmpty());
    }

    /** Whether a stack names this method. */
    static boolean names(TimeoutReport report, String method) {
        return report.stack() != null
                && Arrays.stream(report.stack().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().contains(method));
    }
}
