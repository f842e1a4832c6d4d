package dev.curfew.benchmarks;

import java.util.List;

/** What is measured of the core alone. */
final class CoreMeasurements {

    private CoreMeasurements() {}

    static List<Measurement> of(Mode mode) {
        return List.of();
    }
}
