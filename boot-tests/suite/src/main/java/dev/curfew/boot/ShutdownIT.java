package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The app ends while requests are in flight, in this JVM. */
final class ShutdownIT {

    static final Duration PHASE = Duration.ofSeconds(3);
    static final int ENDING = 40;
    static final int STUCK = 10;

    /** An app that ends within the phase, whatever its handlers do, with a margin for machines whose cores others hold. */
    static AppBuilder ending(Setup setup, String shutdown, String margin) {
        return setup.app()
                .with("curfew.on-timeout", "interrupt,abort")
                .with("spring.lifecycle.timeout-per-shutdown-phase", PHASE.toSeconds() + "s")
                .with("server.shutdown", shutdown)
                .with("curfew.shutdown.margin", margin)
                .with("server.undertow.threads.worker", 100);
    }

    /** Requests that end when the app ends, and some that never do. */
    private record Clients(List<Exchange> ending, List<Exchange> stuck, List<Gate> gates, Exchange events) {

        static Clients of(App app, Setup setup) {
            Clients clients =
                    new Clients(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), app.get("/events/shutdown"));
            for (int i = 0; i < ENDING; i++) {
                clients.ending.add(app.get("/until-the-end/" + i));
                app.gate(GateAtTheEnd.ID + i).awaitEntered();
            }
            for (int i = 0; i < STUCK; i++) {
                Gate gate = app.newGate();
                // one that spins on a virtual thread keeps a carrier from all others
                boolean spins = i == 0 && !setup.virtualThreads();
                clients.stuck.add(app.get((spins ? "/spinning/" : "/stuck/") + gate.id()));
                clients.gates.add(gate.awaitEntered());
            }
            assertThat(clients.events.awaitFirstByte(App.PATIENCE)).isTrue();
            return clients;
        }

        void assertTheEventsHaveEnded() {
            Response response = events.await(PHASE);
            assertThat(response.ending().looksWhole()).as(response.toString()).isTrue();
            assertThat(response.text()).isEqualTo("data:one\n\n");
        }

        void assertTheStuckAreAnswered(Duration within) {
            for (Exchange exchange : stuck) {
                Expect.timeoutAnswer(exchange.await(within));
            }
            assertThat(gates).allMatch(Gate::isHolding);
        }
    }

    @EachSetup
    void allClientsAreAnsweredBeforeTheServerStops(Setup setup) throws Exception {
        try (App app = ending(setup, "graceful", "2s").start("graceful")) {
            Clients clients = Clients.of(app, setup);
            CompletableFuture<Void> end = CompletableFuture.runAsync(app::end);
            for (Exchange exchange : clients.ending) {
                Expect.whole(exchange.await(PHASE), "let go");
            }
            clients.assertTheStuckAreAnswered(PHASE);
            clients.assertTheEventsHaveEnded();
            clients.gates.forEach(Gate::letGo);
            end.get(PHASE.toSeconds() + 10, TimeUnit.SECONDS);
        }
        assertThat(RecordedLog.with("In flight at the app's end", "route=/until-the-end/{id}"))
                .isNotEmpty();
    }

    @EachSetup
    void allClientsAreAnsweredWhereTheServerWaitsForNobody(Setup setup) throws Exception {
        try (App app = ending(setup, "immediate", "10s").start("immediate")) {
            Clients clients = Clients.of(app, setup);
            CompletableFuture<Void> end = CompletableFuture.runAsync(app::end);
            for (Exchange exchange : clients.ending) {
                Expect.timeoutAnswer(exchange.await(PHASE));
            }
            clients.assertTheStuckAreAnswered(PHASE);
            clients.assertTheEventsHaveEnded();
            clients.gates.forEach(Gate::letGo);
            end.get(PHASE.toSeconds() + 10, TimeUnit.SECONDS);
        }
    }
}
