package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Watchdog;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What tests of this package say of responses and watchdogs, in one line each. */
final class Expect {

    private Expect() {}

    /** The whole timeout answer, and nothing of the handler's. */
    static void timeoutAnswer(Response response) {
        timeoutAnswer(response, 503);
    }

    /** The whole timeout answer with this status. */
    static void timeoutAnswer(Response response, int status) {
        assertThat(isTimeoutAnswer(response, status)).as(response.toString()).isTrue();
    }

    /** Whether it is the whole timeout answer with this status. */
    static boolean isTimeoutAnswer(Response response, int status) {
        String text = response.text();
        return response.ending() == Ending.COMPLETE
                && response.status() == status
                && response.lengthMatches()
                && text.startsWith("{\"type\":\"about:blank\"")
                && text.contains("\"status\":" + status)
                && text.endsWith("\"}");
    }

    /** A whole response with status 200 and this body. */
    static void whole(Response response, String body) {
        assertThat(isWhole(response, body)).as(response.toString()).isTrue();
    }

    /** Whether it is a whole response with status 200 and this body. */
    static boolean isWhole(Response response, String body) {
        return response.ending() == Ending.COMPLETE
                && response.status() == 200
                && response.lengthMatches()
                && response.text().equals(body);
    }

    /** No client would take it for a whole one. */
    static void broken(Response response) {
        assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
    }

    /** All requests have left the watchdog in the end, none is counted as abandoned, and Curfew itself never failed. */
    static void nothingLeft(Watchdog watchdog) {
        Awaitility.await("an empty registry")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> {
                    assertThat(watchdog.snapshot(10)).isEmpty();
                    // a request that completes leaves the snapshot first, then the counts
                    assertThat(watchdog.inFlight()).as("requests in flight").isZero();
                    assertThat(watchdog.abandoned()).as("abandoned requests").isZero();
                });
        assertThat(watchdog.faults()).as("faults").isZero();
    }

    /** The server goes on as if nothing had been. */
    static void goesOn(Client client) {
        for (int i = 0; i < 3; i++) {
            whole(client.get("/fast").await(Watched.PATIENCE), "fast");
        }
    }
}
