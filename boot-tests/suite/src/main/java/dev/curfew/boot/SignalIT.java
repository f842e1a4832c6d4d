package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A signal ends the app's JVM while requests are in flight. */
final class SignalIT {

    private static final Duration LONGEST = ShutdownIT.PHASE.plusSeconds(10);

    @EachSetup
    void allClientsAreAnsweredAndTheJvmEnds(Setup setup) throws Exception {
        assertAnsweredAndEnded(setup, "graceful");
    }

    @EachSetup
    void allClientsAreAnsweredAndTheJvmEndsWhereTheServerWaitsForNobody(Setup setup) throws Exception {
        assertAnsweredAndEnded(setup, "immediate");
    }

    private static void assertAnsweredAndEnded(Setup setup, String shutdown) throws Exception {
        AppBuilder builder = ShutdownIT.ending(setup, shutdown, "2s")
                .with("management.endpoints.web.exposure.include", "requesttimeouts");
        try (AppProcess process = builder.startProcess();
                Client client = Client.open(Protocol.HTTP_1_1, process.port(), ClientOptions.defaults())) {
            Exchange events = client.get("/events/signal");
            var ending = IntStream.range(0, ShutdownIT.ENDING)
                    .mapToObj(i -> client.get("/until-the-end/" + i))
                    .toList();
            var stuck = IntStream.range(0, ShutdownIT.STUCK)
                    .mapToObj(i -> client.get("/stuck/" + i))
                    .toList();
            awaitInFlight(client, 1 + ShutdownIT.ENDING + ShutdownIT.STUCK);
            process.signal();
            for (Exchange exchange : ending) {
                assertAnswered(exchange.await(ShutdownIT.PHASE), shutdown);
            }
            for (Exchange exchange : stuck) {
                Expect.timeoutAnswer(exchange.await(ShutdownIT.PHASE));
            }
            assertThat(events.await(ShutdownIT.PHASE).ending().looksWhole()).isTrue();
            Duration end = process.awaitEnd(LONGEST);
            System.out.println(
                    shutdown + ", " + setup + ": from the signal to the JVM's end " + end.toMillis() + " ms");
            assertThat(end).isLessThan(LONGEST);
        }
    }

    private static void assertAnswered(Response response, String shutdown) {
        if (shutdown.equals("graceful")) {
            Expect.whole(response, "let go");
        } else {
            Expect.timeoutAnswer(response);
        }
    }

    /** All of them are in their handlers, and the one that asks is in flight too. */
    private static void awaitInFlight(Client client, int number) {
        Awaitility.await("requests in flight")
                .atMost(App.PATIENCE)
                .until(
                        () -> client.get("/actuator/requesttimeouts")
                                .await(App.PATIENCE)
                                .text(),
                        overview -> overview.contains("\"inFlight\":" + (number + 1) + ","));
    }
}
