package dev.curfew.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/**
 * A measurement that failed. No row that asks for its cell counts as measured then.
 *
 * @param jdk its feature version
 * @param message what went wrong, in one line
 */
record Failure(int jdk, int round, String measure, Map<String, String> cell, String message) {

    Failure {
        cell = new TreeMap<>(cell);
    }

    /** Whether a rival failed, and not Curfew: it decides the run only through the rows that ask for its cell. */
    boolean isRivals() {
        String rival = cell.get("rival");
        return rival != null && !rival.equals(Rival.CURFEW.label());
    }
}
