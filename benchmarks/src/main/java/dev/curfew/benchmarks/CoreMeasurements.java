package dev.curfew.benchmarks;

import dev.curfew.benchmarks.JmhCell.Effort;
import java.util.ArrayList;
import java.util.List;

/** What is measured of the core alone. */
final class CoreMeasurements {

    private CoreMeasurements() {}

    static List<Measurement> of(Mode mode) {
        Effort effort = mode == Mode.FULL ? new Effort(3, 4, 300) : new Effort(2, 3, 200);
        return new ArrayList<>(new RequestCells(mode, effort).all());
    }
}
