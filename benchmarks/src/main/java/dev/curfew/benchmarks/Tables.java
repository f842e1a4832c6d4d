package dev.curfew.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of a measure: a table for each set of cells that are compared with each other. */
final class Tables {

    /** A figure is disturbed if others used more of the machine, in cores. */
    static final double FOREIGN_CORES = 0.1;

    /** A figure of one thread is disturbed if that had less of its core. */
    static final double OWN_CORE = 0.9;

    private static final int MOST_COLUMNS = 8;
    private static final Set<String> PER_OPERATION = Set.of("request", "floor", "churn", "task");
    private static final Cell TWO_NANO_TIMES = Cell.of("floor", "floor=two-nano-times");

    private final Map<Integer, Cells> jdks = new TreeMap<>();
    private final Results results;

    Tables(Results results) {
        this.results = results;
        results.about().jdks().keySet().forEach(jdk -> jdks.put(jdk, results.cells(jdk)));
    }

    String of(String measure) {
        Set<Cell> all = new LinkedHashSet<>();
        jdks.values().forEach(cells -> all.addAll(cells.of(measure)));
        if (all.isEmpty()) {
            return "Not measured.";
        }
        Map<String, List<Cell>> groups = new LinkedHashMap<>();
        for (Cell cell : all) {
            groups.computeIfAbsent(group(cell).words(), key -> new ArrayList<>())
                    .add(cell);
        }
        return groups.entrySet().stream()
                .map(group -> (group.getKey().isEmpty() ? "" : capital(group.getKey()) + ":\n\n")
                        + table(measure, group.getValue()))
                .collect(Collectors.joining("\n\n"));
    }

    /** Conditions that are no comparison are a row's own, unless there are also some that are. */
    private static Cell group(Cell cell) {
        Cell shared = cell.without(Cell.COMPARED);
        return shared.equals(cell) ? Cell.of(cell.measure()) : shared;
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private String table(String measure, List<Cell> cells) {
        Set<String> columns = columns(cells);
        List<String> head = new ArrayList<>(List.of("JDK", ""));
        columns.forEach(column -> head.add(Units.heading(column)));
        if (PER_OPERATION.contains(measure)) {
            head.add("× two nanoTime");
        }
        if (measure.equals("churn")) {
            head.add("CPU above none, ns");
        }
        head.add("rounds");
        List<List<String>> rows = new ArrayList<>();
        jdks.forEach((jdk, found) -> cells.stream()
                .filter(cell -> found.of(measure).contains(cell))
                .forEach(cell -> rows.add(row(jdk, cell, columns))));
        return columns.size() <= MOST_COLUMNS ? markdown(head, rows) : turned(head, rows);
    }

    /** For many values of few cells: a line for each value. */
    private static String turned(List<String> head, List<List<String>> rows) {
        List<String> cells = new ArrayList<>(List.of(""));
        rows.forEach(row -> cells.add("JDK " + row.get(0) + ", " + row.get(1)));
        List<List<String>> lines = new ArrayList<>();
        for (int i = 2; i < head.size(); i++) {
            int column = i;
            lines.add(Stream.concat(Stream.of(head), rows.stream())
                    .map(row -> row.get(column))
                    .toList());
        }
        return markdown(cells, lines);
    }

    private Set<String> columns(Collection<Cell> cells) {
        Stream<String> names = results.figures().stream()
                .filter(figure -> cells.contains(new Cell(figure.measure(), figure.cell())))
                .flatMap(figure -> figure.values().keySet().stream());
        return names.filter(name -> !name.equals(ForeignLoad.VALUE)).collect(Collectors.toCollection(Units::inOrder));
    }

    private List<String> row(int jdk, Cell cell, Set<String> columns) {
        Cells cells = jdks.get(jdk);
        Cell own = cell.without(group(cell).conditions().keySet());
        List<String> row = new ArrayList<>(List.of(String.valueOf(jdk), own.words()));
        for (String column : columns) {
            row.add(spread(new Series("", cells.measured(cell, column))));
        }
        if (PER_OPERATION.contains(cell.measure())) {
            row.add(against(cells, cell, TWO_NANO_TIMES, (value, nanoTimes) -> value / nanoTimes));
        }
        if (cell.measure().equals("churn")) {
            row.add(against(cells, cell, cell.with("rival", "none"), (value, none) -> value - none));
        }
        row.add(rounds(jdk, cell));
        return row;
    }

    private static String against(Cells cells, Cell cell, Cell other, DoubleBinaryOperator operator) {
        Series floor = new Series("", cells.measured(other, "cpuNanos"));
        return spread(new Series("", cells.measured(cell, "cpuNanos")).join("", floor, operator));
    }

    private static String spread(Series series) {
        return series.isEmpty() ? "–" : series.spread();
    }

    private String rounds(int jdk, Cell cell) {
        List<Figure> figures = results.figures().stream()
                .filter(figure -> figure.jdk() == jdk && new Cell(figure.measure(), figure.cell()).equals(cell))
                .toList();
        long disturbed = figures.stream().filter(Tables::isDisturbed).count();
        long failed = results.failures().stream()
                .filter(failure -> failure.jdk() == jdk && new Cell(failure.measure(), failure.cell()).equals(cell))
                .count();
        return figures.size()
                + (disturbed == 0 ? "" : ", " + disturbed + " disturbed")
                + (failed == 0 ? "" : ", " + failed + " failed");
    }

    static boolean isDisturbed(Figure figure) {
        boolean alone = "1".equals(figure.cell().get("threads"));
        return figure.values().getOrDefault(ForeignLoad.VALUE, 0.0) > FOREIGN_CORES
                || alone && figure.values().getOrDefault("cores", 1.0) < OWN_CORE;
    }

    static String markdown(List<String> head, List<List<String>> rows) {
        return Stream.concat(
                        Stream.of(line(head), "|" + "---|".repeat(head.size())),
                        rows.stream().map(Tables::line))
                .collect(Collectors.joining("\n"));
    }

    private static String line(List<String> cells) {
        return cells.stream()
                        .map(cell -> cell.isEmpty() ? "| " : "| " + cell + " ")
                        .collect(Collectors.joining()) + "|";
    }
}
