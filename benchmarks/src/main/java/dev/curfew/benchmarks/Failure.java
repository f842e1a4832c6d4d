package dev.curfew.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/**
 * A measurement that failed. No row that asks for its cell counts as measured then.
 *
 * @param jdk its feature version
 * @param message the first line of what the JVM said
 */
record Failure(int jdk, int round, String measure, Map<String, String> cell, String message) {

    Failure {
        cell = new TreeMap<>(cell);
    }
}
