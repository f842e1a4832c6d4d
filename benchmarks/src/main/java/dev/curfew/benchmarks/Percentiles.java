package dev.curfew.benchmarks;

import java.util.Arrays;

/** Percentiles by the nearest rank: each is a value that was measured. */
final class Percentiles {

    private Percentiles() {}

    /** The smallest value that this many percent of all do not exceed. */
    static double of(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(sorted.length * percent / 100);
        return sorted[Math.max(0, rank - 1)];
    }
}
