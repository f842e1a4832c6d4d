package dev.curfew.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cells of one measure that are measured in turns in one JVM: what differs from one JVM to the next, such as what its
 * compiler made of the same code, is the same for all of them. The JVM prints {@code VALUE cell.name=number}.
 */
final class InTurns {

    private final OwnJvm jvm;
    private final String condition;

    /** What was measured and not yet told, by JDK and cell. */
    private final Map<Jdk, Map<String, Map<String, Double>>> untold = new HashMap<>();

    /**
     * Measures the cells that differ in this condition.
     *
     * @param jvm with the conditions that they share
     */
    InTurns(OwnJvm jvm, String condition) {
        this.jvm = jvm;
        this.condition = condition;
    }

    /** The measurement of one of them. The first that is asked for in a round measures all. */
    Measurement of(String value) {
        Map<String, String> cell = new TreeMap<>(jvm.cell());
        cell.put(condition, value);
        return new Turn(value, cell);
    }

    private Map<String, Double> take(String value, Jdk jdk) throws IOException, InterruptedException {
        Map<String, Map<String, Double>> left = untold.get(jdk);
        if (left == null || !left.containsKey(value)) {
            left = measure(jdk);
            untold.put(jdk, left);
        }
        Map<String, Double> taken = left.remove(value);
        if (taken == null) {
            throw new IOException(jvm.measure() + " did not tell of " + condition + "=" + value);
        }
        return taken;
    }

    private Map<String, Map<String, Double>> measure(Jdk jdk) throws IOException, InterruptedException {
        ForeignLoad foreign = new ForeignLoad();
        Map<String, Map<String, Double>> cells = new HashMap<>();
        jvm.measure(jdk).forEach((name, value) -> {
            int dot = name.indexOf('.');
            cells.computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>())
                    .put(name.substring(dot + 1), value);
        });
        cells.values().forEach(foreign::tellIn);
        return cells;
    }

    private final class Turn implements Measurement {

        private final String value;
        private final Map<String, String> cell;

        Turn(String value, Map<String, String> cell) {
            this.value = value;
            this.cell = cell;
        }

        @Override
        public String measure() {
            return jvm.measure();
        }

        @Override
        public Map<String, String> cell() {
            return cell;
        }

        @Override
        public int rounds() {
            return jvm.rounds();
        }

        @Override
        public boolean runsOn(Jdk jdk) {
            return jvm.runsOn(jdk);
        }

        @Override
        public Map<String, Double> measure(Jdk jdk) throws IOException, InterruptedException {
            return take(value, jdk);
        }
    }
}
