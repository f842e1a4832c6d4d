package dev.curfew.benchmarks;

import dev.curfew.benchmarks.JmhCell.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is measured of the core alone. */
final class CoreMeasurements {

    private static final int ANY_JDK = 17;
    private static final int VIRTUAL_THREADS = 25;
    private static final List<String> LARGER_HEAP = List.of("-Xms3g", "-Xmx3g");

    private final boolean full;
    private final Effort effort;
    private final List<Measurement> cells;

    private CoreMeasurements(Mode mode) {
        full = mode == Mode.FULL;
        effort = full ? Effort.MUCH : Effort.LITTLE;
        cells = new ArrayList<>(new RequestCells(mode, effort).all());
    }

    static List<Measurement> of(Mode mode) {
        CoreMeasurements core = new CoreMeasurements(mode);
        core.churn();
        core.tasks();
        core.clock();
        core.lateness();
        core.retained();
        core.responses();
        core.snapshots();
        return core.cells;
    }

    private void churn() {
        String count = full ? "6000000" : "1000000"; // a collection falls into about every 300,000
        for (String rival : List.of("none", "curfew", "stpe-remove", "netty-wheel", "tomcat-valve", "jetty-cyclic")) {
            Map<String, String> cell = Map.of("rival", rival, "inFlight", "1000000");
            cells.add(new OwnJvm(
                    "churn", cell, rounds(5), VIRTUAL_THREADS, Churn.class, LARGER_HEAP, List.of(rival, count)));
        }
    }

    private void tasks() {
        for (Task task : Task.values()) {
            Map<String, String> cell = Map.of("rival", task.label());
            cells.add(new JmhCell("task", cell, rounds(3), effort, "TaskBenchmark.task", cell, List.of(), 1));
        }
    }

    /** Once: a minute each is what the rest of a run cannot spare more often. */
    private void clock() {
        for (String standing : List.of("0", "10000", "1000000")) {
            own("clock", Map.of("standing", standing), 1, ClockIdle.class, List.of(standing, full ? "60" : "5"));
        }
    }

    private void lateness() {
        late("curfew", Rival.CURFEW);
        late("stpe", Rival.STPE_REMOVE);
        if (full) { // no must is measured by it
            late("netty", Rival.NETTY_WHEEL);
        }
    }

    private void late(String name, Rival rival) {
        for (String load : List.of("idle", "busy")) {
            Map<String, String> cell = Map.of("rival", name, "load", load);
            List<String> arguments = List.of(rival.label(), load, full ? "10000" : "4000");
            own("late", cell, rounds(3), Lateness.class, arguments);
        }
    }

    private void retained() {
        retained(Rival.CURFEW, rounds(3));
        if (full) {
            List.of(Rival.STPE_REMOVE, Rival.STPE_KEEP, Rival.NETTY_WHEEL).forEach(rival -> retained(rival, 1));
        }
    }

    private void retained(Rival rival, int rounds) {
        own("retained", Map.of("rival", rival.label()), rounds, Retained.class, List.of(rival.label()));
    }

    private void responses() {
        for (String response : List.of("plain", "guarded")) {
            response("bytes64", "bytes64", response);
            response("int", "oneByte", response);
        }
    }

    private void response(String call, String method, String response) {
        Map<String, String> cell = Map.of("call", call, "response", response);
        Map<String, String> parameters = Map.of("response", response);
        cells.add(new JmhCell(
                "response", cell, rounds(3), effort, "ResponseBenchmark." + method, parameters, List.of(), 1));
    }

    private void snapshots() {
        for (String snapshots : List.of("none", "taken")) {
            Map<String, String> cell = Map.of("standing", "1000000", "snapshots", snapshots);
            List<String> arguments = List.of(snapshots, full ? "5" : "3");
            cells.add(new OwnJvm("snapshot", cell, rounds(3), ANY_JDK, SnapshotPause.class, LARGER_HEAP, arguments));
        }
    }

    private void own(String measure, Map<String, String> cell, int rounds, Class<?> main, List<String> arguments) {
        cells.add(new OwnJvm(measure, cell, rounds, ANY_JDK, main, List.of(), arguments));
    }

    private int rounds(int ofFull) {
        return full ? ofFull : 1;
    }
}
