package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the drivers measure what they say, with loads too small for their figures to mean anything. */
class ServerMeasurementsTest {

    @Test
    void aSmallStormIsAnsweredExactlyAndCounted() throws Exception {
        try (Storm storm = new Storm(ServerThreads.FEW, 100)) {
            Map<String, Double> values = storm.measure(10);

            assertThat(values)
                    .containsEntry("requests", 10.0)
                    .containsEntry("wrongAnswers", 0.0)
                    .containsEntry("reportsDropped", 0.0)
                    .containsKeys(
                            "answerP99Millis", "answerMaxMillis", "probeP99Millis", "keptBytes", "keptByAnotherBytes");
            assertThat(values.get("answerMaxMillis")).isGreaterThanOrEqualTo(0);
            assertThat(values.get("probes")).isPositive();
            assertThat(values.get("stacks")).isBetween(1.0, values.get("stackLimit"));
            assertThat(values.get("logEntries")).isBetween(1.0, values.get("logLimit"));
        }
    }

    @Test
    void eachFilterLetsTheWholeAnswerThrough() throws Exception {
        try (TomcatServer server = new TomcatServer(ServerThreads.FEW, Filters.byPattern(), new FixedAnswer(20_000));
                ClientProcess client = new ClientProcess(LoadClient.class, server.port())) {
            for (Filters each : Filters.values()) {
                client.begin(each.path() + " 200");
                assertThat(client.answers()).hasSize(1);
            }
        }
    }
}
