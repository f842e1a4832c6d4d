package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.Watchdog;
import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Protocol;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Starts, ends and faults of Curfew itself: requests go on. */
final class LifecycleIT {

    @EachSetup(virtualThreads = false)
    void requestsInFlightGoOnWhenTheWatchdogIsClosed(Setup setup) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        try (Watched watched = Watched.under(setup, Strangers.policy(TimeoutAction.ABORT))) {
            watched.builder.handle("/slow", (request, response) -> {
                entered.countDown();
                letGo.await(20, TimeUnit.SECONDS);
                response.getWriter().write("done");
            });
            RunningServer server = watched.start();
            try (Client client = server.client()) {
                Exchange slow = client.get("/slow");
                assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

                watched.watchdog.close();
                watched.watchdog.close();
                watched.expire("/slow"); // which nobody is left to see
                assertThat(slow.await(Duration.ofMillis(500)).status()).isZero();
                letGo.countDown();

                assertThat(slow.await(Watched.PATIENCE).text()).isEqualTo("done");
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    @EachSetup(protocols = Protocol.HTTP_1_1, virtualThreads = false)
    void anAppThatIsStartedAndStoppedLeavesNoThread(Setup setup) throws Exception {
        for (int round = 0; round < 10; round++) {
            try (Stuck stuck = new Stuck();
                    RunningServer server = setup.server()
                            .filter(FilterSpec.of("curfew", RequestTimeoutFilter.class.getName())
                                    .initParam("timeout", "100ms")
                                    .initParam("on-timeout", "abort")
                                    .initParam("routes", "/first timeout=1m"))
                            .handle("/first", Handlers.NOTHING)
                            .handle("/slow", stuck.sleeping(Handlers.NOTHING))
                            .start();
                    Client client = server.client()) {
                assertThat(client.get("/first").await(Watched.PATIENCE).status())
                        .as("what loads the classes")
                        .isEqualTo(200);
                assertThat(client.get("/slow").await(Watched.PATIENCE).status()).isEqualTo(503);
                assertThat(stuck.letGo()).isTrue();
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> curfewThreads().isEmpty());
    }

    @EachSetup(protocols = Protocol.HTTP_1_1, virtualThreads = false)
    void theWatchdogOfAConfiguredFilterIsAnAttributeOfTheContext(Setup setup) throws Exception {
        String name = RequestTimeoutFilter.WATCHDOG_ATTRIBUTE + ".curfew";
        AtomicReference<ServletContext> context = new AtomicReference<>();
        try (RunningServer server = setup.server()
                        .filter(FilterSpec.of("curfew", RequestTimeoutFilter.class.getName()))
                        .handle("/in-flight", (request, response) -> {
                            context.set(request.getServletContext());
                            Watchdog watchdog = (Watchdog) context.get().getAttribute(name);
                            response.getWriter().print(watchdog.inFlight());
                        })
                        .start();
                Client client = server.client()) {
            Expect.whole(client.get("/in-flight").await(Watched.PATIENCE), "1");
        }
        assertThat(context.get().getAttribute(name)).isNull();
    }

    private static List<String> curfewThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("curfew-"))
                .toList();
    }

    @EachSetup(virtualThreads = false)
    void resolverAndListenerThatThrowLoseNoRequest(Setup setup) throws Exception {
        RoutePolicy policy = RoutePolicy.of(Watched.policy(TimeoutAction.ABORT));
        try (Stuck stuck = new Stuck();
                Watchdog watchdog = Watchdog.builder()
                        .listener(report -> {
                            throw new IllegalStateException("a listener's fault");
                        })
                        .build();
                RunningServer server = setup.server()
                        .filter("curfew", new RequestTimeoutFilter(watchdog, request -> {
                            if (request.getRequestURI().equals("/fast")) {
                                throw new IllegalStateException("a resolver's fault");
                            }
                            return policy;
                        }))
                        .handle(
                                "/fast",
                                (request, response) -> response.getWriter().write("fast"))
                        .handle("/stuck", stuck.sleeping((request, response) -> {}))
                        .start();
                Client client = server.client()) {
            assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            assertThat(client.get("/stuck").await(Watched.PATIENCE).status()).isEqualTo(503);
            Awaitility.await().until(() -> watchdog.faults() > 0);
            assertThat(stuck.letGo()).isTrue();
            assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
        }
    }
}
