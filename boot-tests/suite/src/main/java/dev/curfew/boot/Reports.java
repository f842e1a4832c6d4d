package dev.curfew.boot;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutListener;
import dev.curfew.TimeoutReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.springframework.stereotype.Component;

/** Collects what the app's listeners are told. */
@Component
final class Reports implements TimeoutListener {

    private final List<TimeoutReport> all = new CopyOnWriteArrayList<>();

    @Override
    public void onTimeout(TimeoutReport report) {
        all.add(report);
    }

    /** All reports about a path. */
    List<TimeoutReport> of(String path) {
        return all.stream()
                .filter(report -> report.request().path().equals(path))
                .toList();
    }

    /** The first report of an event about a path, once it has come. */
    TimeoutReport await(TimeoutEvent event, String path) {
        Awaitility.await(event + " of " + path)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> of(path).stream().anyMatch(report -> report.event() == event));
        return of(path).stream()
                .filter(report -> report.event() == event)
                .findFirst()
                .orElseThrow();
    }

    /** Whether a report's stack names this method. */
    static boolean names(TimeoutReport report, String method) {
        return report.stack() != null
                && Arrays.stream(report.stack().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().contains(method));
    }
}
