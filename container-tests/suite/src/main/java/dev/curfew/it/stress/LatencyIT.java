package dev.curfew.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;

/** How long after its deadline a client has its whole answer. Meaningful on an idle machine only. */
@Tag("latency")
final class LatencyIT {

    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 60;
    private static final int AT_ONCE = 5;
    private static final int WARM_UP = 10;

    @EachSetup
    void clientHasItsAnswerSoonAfterTheDeadline(Setup setup) throws Exception {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(TIMEOUT).onTimeout(TimeoutAction.ABORT).build();
        AtomicReference<CountDownLatch> end = new AtomicReference<>();
        Handler stuck = (request, response) -> end.get().await(5, TimeUnit.SECONDS);
        try (Watchdog watchdog = Watchdog.builder().logging(false).build();
                RunningServer server = setup.server()
                        .filter("curfew", new RequestTimeoutFilter(watchdog, request -> RoutePolicy.of(policy)))
                        .handle("/stuck", stuck)
                        .start();
                Client client = server.client()) {
            List<Double> millis = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                end.set(new CountDownLatch(1));
                List<Double> latencies = round(client);
                end.get().countDown(); // Tomcat runs 20 handlers of an HTTP/2 connection at once, and no more
                if (round >= WARM_UP) {
                    millis.addAll(latencies);
                }
            }
            millis.sort(null);
            double p99 = millis.get(millis.size() * 99 / 100);
            System.out.printf(
                    "latency | %s | %s | %.1f | %.1f | %.1f |%n",
                    server.name(), setup, millis.get(millis.size() / 2), p99, millis.get(millis.size() - 1));
            assertThat(p99).as("p99 in ms").isLessThanOrEqualTo(50);
        }
    }

    private static List<Double> round(Client client) {
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            exchanges.add(client.get("/stuck"));
        }
        List<Double> latencies = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            Response response = exchange.await(PATIENCE);
            assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
            assertThat(response.status()).isEqualTo(503);
            latencies.add((response.endNanos() - response.sentNanos() - TIMEOUT.toNanos()) / 1e6);
        }
        return latencies;
    }
}
