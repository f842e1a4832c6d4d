package dev.curfew.benchmarks;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was measured on one JDK, by cell. */
final class Cells {

    private final Map<Cell, Map<Integer, Map<String, Double>>> rounds = new LinkedHashMap<>();
    private final Set<Cell> failed = new HashSet<>();

    Cells(Results results, int jdk) {
        for (Figure figure : results.figures()) {
            if (figure.jdk() == jdk) {
                rounds.computeIfAbsent(new Cell(figure.measure(), figure.cell()), key -> new TreeMap<>())
                        .put(figure.round(), figure.values());
            }
        }
        for (Failure failure : results.failures()) {
            if (failure.jdk() == jdk) {
                failed.add(new Cell(failure.measure(), failure.cell()));
            }
        }
    }

    /** One value of a cell; empty if it, or any round of its cell, was not measured: no round is dropped. */
    Series values(Cell cell, String value) {
        TreeMap<Integer, Double> measured = measured(cell, value);
        boolean whole = !failed.contains(cell)
                && measured.size() == rounds.getOrDefault(cell, Map.of()).size();
        return new Series(cell.words(), whole ? measured : new TreeMap<>());
    }

    /** The rounds that were measured, whatever became of the others. */
    TreeMap<Integer, Double> measured(Cell cell, String value) {
        TreeMap<Integer, Double> values = new TreeMap<>();
        rounds.getOrDefault(cell, Map.of()).forEach((round, found) -> {
            if (found.containsKey(value)) {
                values.put(round, found.get(value));
            }
        });
        return values;
    }

    /** The cells of a measure, in the order they were measured in the first round; also those that failed. */
    List<Cell> of(String measure) {
        Set<Cell> all = new LinkedHashSet<>(rounds.keySet());
        all.addAll(failed);
        return all.stream().filter(cell -> cell.measure().equals(measure)).toList();
    }
}
