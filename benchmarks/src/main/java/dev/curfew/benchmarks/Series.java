package dev.curfew.benchmarks;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * One quantity, round by round.
 *
 * @param name which one, for readers
 * @param rounds its value in each round; empty if it was not measured
 */
record Series(String name, SortedMap<Integer, Double> rounds) {

    /** Joins each round's value with the other's of the same round. */
    Series join(String joined, Series other, DoubleBinaryOperator operator) {
        SortedMap<Integer, Double> values = new TreeMap<>();
        rounds.forEach((round, value) -> {
            Double second = other.rounds.get(round);
            if (second != null) {
                values.put(round, operator.applyAsDouble(value, second));
            }
        });
        return new Series(joined, values);
    }

    /** The same under another name. */
    Series named(String other) {
        return new Series(other, rounds);
    }

    boolean isEmpty() {
        return rounds.isEmpty();
    }

    double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min() {
        return sorted()[0];
    }

    double max() {
        return sorted()[rounds.size() - 1];
    }

    double[] sorted() {
        return rounds.values().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    /** Median and range, such as "54.1 [52.0..58.3]"; the value alone where there is one round or no spread. */
    String spread() {
        String range = min() == max() ? "" : " [" + Numbers.format(min()) + ".." + Numbers.format(max()) + "]";
        return Numbers.format(median()) + range;
    }
}
