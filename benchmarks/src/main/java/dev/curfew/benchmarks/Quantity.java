package dev.curfew.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a requirement bounds: a number in each round, for each cell that it is about.
 *
 * @param measures which measures it is made from
 * @param series of one JDK's cells; an empty one stands for a cell that was not measured
 */
record Quantity(Set<String> measures, Function<Cells, List<Series>> series) {

    /** A value as it was measured. */
    static Quantity value(String value, Cell... cells) {
        return new Quantity(
                Set.of(cells[0].measure()),
                found -> Arrays.stream(cells)
                        .map(cell -> found.values(cell, value))
                        .toList());
    }

    /** Two values of a cell in one number. */
    static Quantity join(Cell cell, String first, String second, DoubleBinaryOperator operator) {
        return new Quantity(Set.of(cell.measure()), found -> {
            Series begin = found.values(cell, first);
            return List.of(begin.join(begin.name(), found.values(cell, second), operator));
        });
    }

    /** The same, made from another measure too. */
    Quantity also(String measure) {
        Set<String> all = new HashSet<>(measures);
        all.add(measure);
        return new Quantity(all, series);
    }

    /** A value of a cell and the same value of another in one number; round by round, as both drift together. */
    static Quantity join(String value, Cell one, Cell other, DoubleBinaryOperator operator) {
        return new Quantity(
                new HashSet<>(List.of(one.measure(), other.measure())),
                found -> List.of(found.values(one, value).join(one.words(), found.values(other, value), operator)));
    }

    /** One quantity for each of these cells, and each that was measured and is like them. */
    static Quantity each(List<Cell> cells, Predicate<Cell> like, Function<Cell, Quantity> quantity) {
        String measure = cells.get(0).measure();
        return new Quantity(Set.of(measure), found -> {
            Set<Cell> all = new LinkedHashSet<>(cells);
            found.of(measure).stream().filter(like).forEach(all::add);
            List<Series> series = new ArrayList<>();
            for (Cell cell : all) {
                for (Series one : quantity.apply(cell).series().apply(found)) {
                    series.add(one.named(cell.without(Set.of("rival")).words()));
                }
            }
            return series;
        });
    }
}
