package dev.curfew.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured once: one round of one cell on one JDK.
 *
 * @param jdk its feature version, such as 17
 * @param round counted from 1
 * @param measure what was measured, such as "request"
 * @param cell under which conditions, such as rival=curfew
 * @param values the result, with the unit in each name, such as cpuNanos
 */
public record Figure(int jdk, int round, String measure, Map<String, String> cell, Map<String, Double> values) {

    /** Copies both maps, in the order of their keys. */
    public Figure {
        cell = new TreeMap<>(cell);
        values = new TreeMap<>(values);
    }
}
