package dev.curfew.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A quantity and what it may be.
 *
 * @param isFloor whether it may be no less than the limit; otherwise no more
 * @param everyRound whether it is judged by its worst round; otherwise by the median over the rounds
 */
record Bound(Quantity quantity, boolean isFloor, double limit, String unit, boolean everyRound) {

    static Bound atMost(double limit, String unit, Quantity quantity) {
        return new Bound(quantity, false, limit, unit, false);
    }

    static Bound atLeast(double limit, String unit, Quantity quantity) {
        return new Bound(quantity, true, limit, unit, false);
    }

    /** The same bound with another limit. */
    Bound to(double other) {
        return new Bound(quantity, isFloor, other, unit, everyRound);
    }

    /** The same bound of another quantity. */
    Bound of(Quantity other) {
        return new Bound(other, isFloor, limit, unit, everyRound);
    }

    /** The same bound, to be kept in each round: for what must never happen, or happen to none. */
    Bound inEveryRound() {
        return new Bound(quantity, isFloor, limit, unit, true);
    }

    /** The cell that comes nearest to breaking it, or breaks it most; empty unless all were measured. */
    Optional<Series> worst(Cells cells) {
        List<Series> series = quantity.series().apply(cells);
        if (series.stream().anyMatch(Series::isEmpty)) {
            return Optional.empty();
        }
        Comparator<Series> byJudged = Comparator.comparingDouble(this::judged);
        return series.stream().max(isFloor ? byJudged.reversed() : byJudged);
    }

    boolean holds(Series series) {
        return isFloor ? judged(series) >= limit : judged(series) <= limit;
    }

    private double judged(Series series) {
        if (!everyRound) {
            return series.median();
        }
        return isFloor ? series.min() : series.max();
    }

    /** The worst cell for readers, named where there are several. */
    String found(Series worst, Cells cells) {
        String name = quantity.series().apply(cells).size() > 1 ? " (" + worst.name() + ")" : "";
        return worst.spread() + " " + unit + name;
    }

    @Override
    public String toString() {
        return (isFloor ? "≥ " : "≤ ") + Numbers.plain(limit) + " " + unit + (everyRound ? " in every round" : "");
    }
}
