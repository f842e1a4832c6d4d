package dev.curfew.http;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutReport;
import dev.curfew.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Requests in real time, for calls over sockets. */
public final class RealRequests implements AutoCloseable {

    private static final RequestDescription ORDERS = new RequestDescription("GET", "/orders/7", "/orders/*");

    private final List<TimeoutReport> reports = new CopyOnWriteArrayList<>();
    private final Watchdog watchdog =
            Watchdog.builder().logging(false).listener(reports::add).build();

    /** What a test does within a request. */
    public interface Work {

        void run(Deadline deadline) throws Exception;
    }

    /** Does it in a request with this much time, under a policy. */
    public void run(int millis, String onTimeout, Work work) throws Exception {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(millis))
                .set("on-timeout", onTimeout)
                .set("warn-at", "off")
                .build();
        try (InFlightRequest request = watchdog.watch(policy, ORDERS)) {
            work.run(request.deadline());
        }
    }

    /** Lets the calling thread's request expire and says what was done to it. */
    public Set<TimeoutOutcome> expire() {
        return Awaitility.await()
                .until(
                        () -> reports.stream()
                                .filter(each -> each.event() == TimeoutEvent.EXPIRED)
                                .toList(),
                        found -> !found.isEmpty())
                .get(0)
                .outcomes();
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
