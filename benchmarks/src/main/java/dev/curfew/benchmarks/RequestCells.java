package dev.curfew.benchmarks;

import dev.curfew.benchmarks.JmhCell.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which requests are measured: each rival, alone and with others in flight, on one thread and on several. */
final class RequestCells {

    private static final List<Rival> MAIN = List.of(Rival.CURFEW, Rival.STPE_REMOVE, Rival.NETTY_WHEEL);
    private static final int MILLION = 1_000_000;

    private final boolean full;
    private final Effort effort;
    private final List<Measurement> cells = new ArrayList<>();

    RequestCells(Mode mode, Effort effort) {
        this.full = mode == Mode.FULL;
        this.effort = effort;
    }

    List<Measurement> all() {
        floor("two-nano-times", "twoNanoTimes");
        floor("allocation", "allocation");
        for (Rival rival : MAIN) {
            for (int standing : new int[] {0, MILLION}) {
                request(rival, standing, 1, "fixed");
                request(rival, standing, 2, "fixed");
            }
            if (full || rival != Rival.NETTY_WHEEL) {
                request(rival, 0, 8, "fixed");
            }
        }
        Stream.of(Rival.values()).filter(rival -> !MAIN.contains(rival)).forEach(this::other);
        for (String timeouts : List.of("varied", "extended")) {
            request(Rival.CURFEW, 0, 1, timeouts);
            if (full) {
                request(Rival.CURFEW, MILLION, 1, timeouts);
            }
        }
        return cells;
    }

    /** Once alone is enough to see whether something is wrong with it. */
    private void other(Rival rival) {
        request(rival, 0, 1, "fixed");
        if (full) {
            request(rival, MILLION, 1, "fixed");
            request(rival, 0, 2, "fixed");
            request(rival, MILLION, 2, "fixed");
        }
    }

    private void floor(String name, String method) {
        cells.add(new JmhCell(
                "floor",
                Map.of("floor", name),
                rounds(true),
                effort,
                "FloorBenchmark." + method,
                Map.of(),
                List.of(),
                1));
    }

    private void request(Rival rival, int standing, int threads, String timeouts) {
        Map<String, String> cell = Map.of(
                "rival", rival.label(),
                "standing", Integer.toString(standing),
                "threads", Integer.toString(threads),
                "timeouts", timeouts);
        Map<String, String> parameters = Map.of(
                "rival", rival.label(),
                "standing", Integer.toString(standing),
                "timeouts", timeouts.equals("varied") ? timeouts : "fixed");
        String benchmark = "RequestBenchmark." + (timeouts.equals("extended") ? timeouts : "request");
        boolean keeps = rival == Rival.STPE_KEEP; // every request: they have to fit into the heap
        List<String> options = keeps ? List.of("-Xms3g", "-Xmx3g") : List.of();
        int rounds = rounds(MAIN.contains(rival));
        cells.add(new JmhCell(
                "request", cell, rounds, keeps ? Effort.LITTLE : effort, benchmark, parameters, options, threads));
    }

    private int rounds(boolean main) {
        if (!full) {
            return 1;
        }
        return main ? 5 : 3;
    }
}
