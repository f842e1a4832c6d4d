package dev.curfew.benchmarks;

import java.util.List;

/** What is measured with a whole server. */
final class ServerMeasurements {

    private ServerMeasurements() {}

    static List<Measurement> of(Mode mode) {
        return List.of();
    }
}
