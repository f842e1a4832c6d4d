package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StormOutcomeTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long[] DEADLINES = {10 * SECOND, 11 * SECOND};

    private static final HeldAnswer FIRST = new HeldAnswer(0, 10 * SECOND + 2 * MILLI, true);

    @Test
    void answersAreLateAgainstTheirOwnDeadlines() {
        Map<String, Double> values = outcome(new HeldAnswer(1, 11 * SECOND + 7 * MILLI, true), probes());

        assertThat(values)
                .containsEntry("answerP50Millis", 2.0)
                .containsEntry("answerMaxMillis", 7.0)
                .containsEntry("wrongAnswers", 0.0)
                .containsEntry("probeP99Millis", 5.0);
    }

    @Test
    void anAnswerThatNeverCameIsLateForEver() {
        assertThat(outcome(new HeldAnswer(1, 0, false), probes()))
                .containsEntry("answerMaxMillis", Double.POSITIVE_INFINITY)
                .containsEntry("wrongAnswers", 1.0);
    }

    @Test
    void anAnswerBeforeItsDeadlineIsWrong() {
        assertThat(outcome(new HeldAnswer(1, 11 * SECOND - MILLI, true), probes()))
                .containsEntry("wrongAnswers", 1.0);
    }

    @Test
    void aFailedProbeIsNoFastOne() {
        List<Probe> probes = probes();
        probes.add(new Probe(10 * SECOND, -1));

        assertThatThrownBy(() -> outcome(new HeldAnswer(1, 11 * SECOND + MILLI, true), probes))
                .hasMessage("a probe failed");
    }

    @Test
    void probesThatWereNotSentAreMissed() {
        List<Probe> probes = probes();
        probes.removeIf(probe -> probe.dueNanos() > 10 * SECOND + SECOND / 2);

        assertThatThrownBy(() -> outcome(new HeldAnswer(1, 11 * SECOND + MILLI, true), probes))
                .hasMessage("51 of 100 probes were sent");
    }

    private static Map<String, Double> outcome(HeldAnswer second, List<Probe> probes) {
        return new StormOutcome(DEADLINES, List.of(FIRST, second), probes).values();
    }

    /** One every 10 ms, from long before until long after. */
    private static List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        for (long due = 5 * SECOND; due < 13 * SECOND; due += Probes.EVERY_NANOS) {
            probes.add(new Probe(due, 5 * MILLI));
        }
        return probes;
    }
}
