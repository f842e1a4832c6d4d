package dev.curfew.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What came of a storm.
 *
 * @param deadlineNanos of each request by its number
 * @param answers of each request, in any order
 * @param probes all that were sent, before, during and after
 */
record StormOutcome(long[] deadlineNanos, List<HeldAnswer> answers, List<Probe> probes) {

    // While all requests are held and before the first of them is warned of, a fifth of its time before its deadline.
    private static final long CALM_ENDS = Storm.TIMEOUT.toNanos() / 5 + TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CALM_BEGINS = CALM_ENDS + TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double LEAST_PROBES = 0.9; // of those that were due

    /**
     * What is told of it.
     *
     * @throws IllegalStateException if a probe failed or was not sent: the others say nothing about it
     */
    Map<String, Double> values() {
        if (probes.stream().anyMatch(probe -> probe.nanos() < 0)) {
            throw new IllegalStateException("a probe failed");
        }
        long first = Arrays.stream(deadlineNanos).min().orElseThrow();
        long last = Arrays.stream(deadlineNanos).max().orElseThrow();
        long end = Math.max(
                last, answers.stream().mapToLong(HeldAnswer::wholeNanos).max().orElseThrow());
        double[] probed = probeMillis(first, end);
        double[] calm = probeMillis(first - CALM_BEGINS, first - CALM_ENDS);
        double[] late = answers.stream().mapToDouble(this::lateMillis).toArray();
        Map<String, Double> values = new TreeMap<>();
        values.put("requests", (double) answers.size());
        values.put("spreadMillis", (last - first) / NANOS_PER_MILLI);
        values.put("answerP50Millis", Percentiles.of(late, 50));
        values.put("answerP99Millis", Percentiles.of(late, 99));
        values.put("answerMaxMillis", Percentiles.of(late, 100));
        values.put("wrongAnswers", (double) answers.stream()
                .filter(each -> !each.exact() || lateMillis(each) < 0)
                .count());
        values.put("probes", (double) probed.length);
        values.put("probeP50Millis", Percentiles.of(probed, 50));
        values.put("probeP99Millis", Percentiles.of(probed, 99));
        values.put("calmProbeP50Millis", Percentiles.of(calm, 50));
        values.put("calmProbeP99Millis", Percentiles.of(calm, 99));
        return values;
    }

    private double lateMillis(HeldAnswer answer) {
        if (answer.wholeNanos() == 0) {
            return Double.POSITIVE_INFINITY; // it never came
        }
        return (answer.wholeNanos() - deadlineNanos[answer.number()]) / NANOS_PER_MILLI;
    }

    private double[] probeMillis(long fromNanos, long untilNanos) {
        double[] millis = probes.stream()
                .filter(probe -> probe.dueNanos() - fromNanos >= 0 && probe.dueNanos() - untilNanos <= 0)
                .mapToDouble(probe -> probe.nanos() / NANOS_PER_MILLI)
                .toArray();
        double due = (double) (untilNanos - fromNanos) / Probes.EVERY_NANOS;
        if (millis.length < due * LEAST_PROBES) {
            throw new IllegalStateException("%d of %.0f probes were sent".formatted(millis.length, due));
        }
        return millis;
    }
}
