package dev.curfew.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A quantity and what its median over the rounds may be. */
record Bound(Quantity quantity, boolean isFloor, double limit, String unit) {

    static Bound atMost(double limit, String unit, Quantity quantity) {
        return new Bound(quantity, false, limit, unit);
    }

    static Bound atLeast(double limit, String unit, Quantity quantity) {
        return new Bound(quantity, true, limit, unit);
    }

    /** The same bound with another limit. */
    Bound to(double other) {
        return new Bound(quantity, isFloor, other, unit);
    }

    /** The cell that comes nearest to breaking it, or breaks it most; empty unless all were measured. */
    Optional<Series> worst(Cells cells) {
        List<Series> series = quantity.series().apply(cells);
        if (series.stream().anyMatch(Series::isEmpty)) {
            return Optional.empty();
        }
        Comparator<Series> byMedian = Comparator.comparingDouble(Series::median);
        return series.stream().max(isFloor ? byMedian.reversed() : byMedian);
    }

    boolean holds(Series series) {
        return isFloor ? series.median() >= limit : series.median() <= limit;
    }

    /** The worst cell for readers, named where there are several. */
    String found(Series worst, Cells cells) {
        String name = quantity.series().apply(cells).size() > 1 ? " (" + worst.name() + ")" : "";
        return worst.spread() + " " + unit + name;
    }

    @Override
    public String toString() {
        return (isFloor ? "≥ " : "≤ ") + Numbers.plain(limit) + " " + unit;
    }
}
