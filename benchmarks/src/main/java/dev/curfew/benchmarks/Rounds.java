package dev.curfew.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures everything, round by round. What is compared is measured one after another, each round in another order, so
 * that a machine that becomes slower is so for all.
 */
final class Rounds {

    /** Told after each round. */
    interface Listener {

        /** Keeps what was measured until now. */
        void roundEnded(Results results) throws IOException;
    }

    private final List<Measurement> measurements;
    private final List<Jdk> jdks;
    private final About about;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Progress progress;

    Rounds(List<Measurement> measurements, List<Jdk> jdks, About about, Progress progress) {
        this.measurements = measurements;
        this.jdks = jdks;
        this.about = about;
        this.progress = progress;
    }

    Results measure(Listener listener) throws IOException, InterruptedException {
        int last = measurements.stream().mapToInt(Measurement::rounds).max().orElse(0);
        progress.begin(count(), last);
        for (int round = 1; round <= last; round++) {
            for (Measurement measurement : order(measurements, round)) {
                for (Jdk jdk : jdks) {
                    if (measurement.rounds() >= round && measurement.runsOn(jdk)) {
                        measure(measurement, jdk, round);
                    }
                }
            }
            listener.roundEnded(results());
        }
        return results();
    }

    private int count() {
        return measurements.stream()
                .mapToInt(each ->
                        each.rounds() * (int) jdks.stream().filter(each::runsOn).count())
                .sum();
    }

    private Results results() {
        return new Results(about.after(progress.elapsed().toMinutes()), failures, figures);
    }

    private void measure(Measurement measurement, Jdk jdk, int round) throws InterruptedException {
        Cell cell = Cell.of(measurement);
        ForeignLoad foreign = new ForeignLoad();
        try {
            Map<String, Double> values = new TreeMap<>();
            measurement.measure(jdk).forEach((name, value) -> values.put(name, Numbers.round(value)));
            foreign.tellIn(values);
            figures.add(new Figure(jdk.feature(), round, cell.measure(), cell.conditions(), values));
            progress.ended(round, cell + " on JDK " + jdk.feature() + ": " + values);
        } catch (IOException | NumberFormatException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            failures.add(new Failure(jdk.feature(), round, cell.measure(), cell.conditions(), message));
            progress.ended(round, cell + " on JDK " + jdk.feature() + " FAILED: " + e.getMessage());
        }
    }

    /** Rotates by the round both the groups of what is compared, and each group. */
    static List<Measurement> order(List<Measurement> measurements, int round) {
        Map<Cell, List<Measurement>> groups = new LinkedHashMap<>();
        for (Measurement each : measurements) {
            groups.computeIfAbsent(Cell.of(each).without(Cell.COMPARED), key -> new ArrayList<>())
                    .add(each);
        }
        List<List<Measurement>> rotated = new ArrayList<>(groups.values());
        Collections.rotate(rotated, 1 - round);
        rotated.forEach(group -> Collections.rotate(group, 1 - round));
        return rotated.stream().flatMap(List::stream).toList();
    }
}
