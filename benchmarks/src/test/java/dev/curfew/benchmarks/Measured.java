package dev.curfew.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results made by hand: of a run in which every aim is met, and what a test changes of it. */
final class Measured {

    private static final List<String> RIVALS = List.of("curfew", "netty-wheel", "stpe-remove");

    private final Map<Cell, Map<String, double[]>> cells =
            new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
    private final List<Failure> failures = new ArrayList<>();

    static Measured allAimsMet() {
        Measured all = new Measured();
        all.put(Cell.of("floor", "floor=two-nano-times"), "cpuNanos", 40);
        for (String rival : RIVALS) {
            int cost = rival.equals("curfew") ? 40 : 400;
            for (String cell : List.of("0 1", "0 2", "0 8", "1000000 1", "1000000 2")) {
                String[] parts = cell.split(" ", -1);
                all.put(request(rival, parts[0], parts[1], "fixed"), "cpuNanos", cost);
                all.put(request(rival, parts[0], parts[1], "fixed"), "bytes", 56);
            }
            all.put(Cell.of("churn", "rival=" + rival, "inFlight=1000000"), "cpuNanos", cost);
        }
        all.put(Cell.of("churn", "rival=none", "inFlight=1000000"), "cpuNanos", 10);
        all.put(request("curfew", "0", "1", "varied"), "cpuNanos", 42);
        all.put(request("curfew", "0", "1", "extended"), "cpuNanos", 42);
        for (String standing : List.of("0", "10000", "1000000")) {
            all.put(Cell.of("clock", "standing=" + standing), "percentOfCore", 0.001);
        }
        all.put(Cell.of("late", "rival=curfew", "load=idle"), "p99Millis", 0.1);
        all.put(Cell.of("late", "rival=curfew", "load=busy"), "p99Millis", 5);
        all.put(Cell.of("late", "rival=stpe", "load=idle"), "p99Millis", 0.2);
        all.put(Cell.of("late", "rival=stpe", "load=busy"), "p99Millis", 7);
        all.put(Cell.of("retained", "rival=curfew"), "bytes", 500);
        for (String snapshots : List.of("none", "taken")) {
            all.put(Cell.of("snapshot", "standing=1000000", "snapshots=" + snapshots), "stopMillis", 0.05);
        }
        return all.server();
    }

    private Measured server() {
        for (String call : List.of("bytes64", "int")) {
            put(Cell.of("response", "call=" + call, "response=plain"), "cpuNanos", 10);
            put(Cell.of("response", "call=" + call, "response=guarded"), "cpuNanos", 15);
        }
        for (String filter : List.of("none", "no-op", "curfew")) {
            put(Cell.of("stream", "filter=" + filter), "cpuMicros", 500);
            put(Cell.of("tomcat", "filter=" + filter), "cpuMicros", 20, 20, 20, 20, 20, 20, 20, 20, 20, 20);
        }
        for (String threads : List.of("platform", "virtual")) {
            Cell storm = Cell.of("storm", "threads=" + threads);
            Map.of("answerP99Millis", 100, "answerMaxMillis", 400, "wrongAnswers", 0, "probeP99Millis", 8)
                    .forEach((value, number) -> put(storm, value, number));
            Map.of("stacks", 20, "stackLimit", 20, "logEntries", 100, "logLimit", 200, "leftOut", 12_400)
                    .forEach((value, number) -> put(storm, value, number));
            put(storm, "calmProbeP99Millis", 6);
            put(storm, "spreadMillis", 900);
            put(storm, "keptByAnotherBytes", 5000);
            put(storm, "requests", 5000);
        }
        return this;
    }

    static Cell request(String rival, String standing, String threads, String timeouts) {
        return Cell.of(
                "request", "rival=" + rival, "standing=" + standing, "threads=" + threads, "timeouts=" + timeouts);
    }

    /** Sets the value of each round. */
    Measured put(Cell cell, String value, double... rounds) {
        cells.computeIfAbsent(cell, key -> new TreeMap<>()).put(value, rounds);
        return this;
    }

    Measured without(Cell cell) {
        cells.remove(cell);
        return this;
    }

    Measured failed(Cell cell) {
        failures.add(new Failure(25, 2, cell.measure(), cell.conditions(), "it broke"));
        return this;
    }

    Results results() {
        List<Figure> figures = new ArrayList<>();
        cells.forEach((cell, values) -> {
            int rounds =
                    values.values().stream().mapToInt(each -> each.length).max().orElseThrow();
            for (int round = 1; round <= rounds; round++) {
                Map<String, Double> one = new TreeMap<>();
                for (Map.Entry<String, double[]> value : values.entrySet()) {
                    one.put(value.getKey(), value.getValue()[Math.min(round, value.getValue().length) - 1]);
                }
                figures.add(new Figure(25, round, cell.measure(), cell.conditions(), one));
            }
        });
        return new Results(about(Map.of(25, "25.0.3 (Someone)")), failures, figures);
    }

    /** The same results on both JDKs. */
    Results onBoth() {
        List<Figure> figures = new ArrayList<>();
        for (Figure each : results().figures()) {
            figures.add(each);
            figures.add(new Figure(17, each.round(), each.measure(), each.cell(), each.values()));
        }
        return new Results(about(Map.of(17, "17.0.19 (Someone)", 25, "25.0.3 (Someone)")), List.of(), figures);
    }

    static About about(Map<Integer, String> jdks) {
        Machine machine = new Machine("a processor", 2, 16, "Linux", 0.1);
        return new About(
                Mode.FULL, "2026-11-22", 80, "abc", new TreeMap<>(jdks), List.of(), machine, List.of("-Xmx2g"));
    }
}
