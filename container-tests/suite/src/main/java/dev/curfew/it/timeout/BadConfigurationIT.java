package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RequestTimeoutFilter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A mistake in the init-params is told with key, value and remedy, and no request reaches the app. */
final class BadConfigurationIT {

    @EachSetup(protocols = Protocol.HTTP_1_1, virtualThreads = false)
    void noRequestReachesAnAppWhoseTimeoutIsNegative(Setup setup) throws Exception {
        isRefused(setup, "timeout", "-1s", "timeout: -1s (expected: > 0; use enabled=false to switch the filter off)");
    }

    @EachSetup(protocols = Protocol.HTTP_1_1, virtualThreads = false)
    void noRequestReachesAnAppWithAnUnknownInitParam(Setup setup) throws Exception {
        isRefused(setup, "time-out", "1s", "time-out");
    }

    @EachSetup(protocols = Protocol.HTTP_1_1, virtualThreads = false)
    void noRequestReachesAnAppWithAMalformedRoute(Setup setup) throws Exception {
        isRefused(setup, "routes", "reports/* timeout=2s", "reports/* (expected: a URL pattern");
    }

    private static void isRefused(Setup setup, String param, String value, String message) throws Exception {
        AtomicInteger reached = new AtomicInteger();
        String told;
        try (ContainerLog log = new ContainerLog()) {
            try (RunningServer server = setup.server()
                            .filter(FilterSpec.of("curfew", RequestTimeoutFilter.class.getName())
                                    .initParam(param, value))
                            .handle("/app", (request, response) -> reached.incrementAndGet())
                            .start();
                    Client client = server.client()) {
                Response response = client.get("/app").await(Duration.ofSeconds(5));
                assertThat(response.status()).isNotEqualTo(200);
                told = log.text();
            } catch (Exception e) {
                told = log.text() + ContainerLog.stackOf(e);
            }
        }
        assertThat(told).contains(message);
        assertThat(reached).hasValue(0);
    }
}
