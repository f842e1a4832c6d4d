package dev.curfew.benchmarks;

import static dev.curfew.benchmarks.Bound.atLeast;
import static dev.curfew.benchmarks.Bound.atMost;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What must hold of the core; with {@link ServerRequirements}, all that must hold. */
final class Requirements {

    private static final String CPU = "cpuNanos";
    private static final DoubleBinaryOperator RATIO = (one, other) -> one / other;
    private static final Cell TWO_NANO_TIMES = Cell.of("floor", "floor=two-nano-times");
    private static final Cell REQUEST = request("curfew", "0", "1", "fixed");
    private static final List<Cell> EMPTY_AND_FULL = List.of(REQUEST, REQUEST.with("standing", "1000000"));

    private Requirements() {}

    static List<Requirement> of(Mode mode) {
        List<Requirement> all = new ArrayList<>(cost());
        all.addAll(rivals());
        all.addAll(clock());
        all.addAll(ServerRequirements.of(mode));
        return all;
    }

    private static List<Requirement> cost() {
        Quantity toFloor = Quantity.each(
                        EMPTY_AND_FULL, none -> false, cell -> Quantity.join(CPU, cell, TWO_NANO_TIMES, RATIO))
                .also("floor");
        Quantity bytes = Quantity.each(EMPTY_AND_FULL, none -> false, cell -> Quantity.value("bytes", cell));
        return List.of(
                Bounded.of("register + complete: CPU against two nanoTime calls", atMost(2, "×", toFloor), 1.2),
                Bounded.of("register + complete: allocated", atMost(120, "B", bytes), 64),
                Bounded.of("8 threads: CPU per operation against 1 thread", atMost(1.5, "×", eightThreads()), 1.1),
                Bounded.of("arbitrary and extended timeouts: CPU against fixed ones", atMost(2, "×", varied()), 1.2));
    }

    private static List<Requirement> rivals() {
        List<Cell> cells = EMPTY_AND_FULL.stream()
                .flatMap(cell -> Stream.of(cell, cell.with("threads", "2")))
                .toList();
        Quantity wheel = lessThan("netty-wheel", cells, none -> false);
        List<Cell> three = Stream.concat(cells.stream(), Stream.of(REQUEST.with("threads", "8")))
                .toList();
        Quantity stpe = lessThan("stpe-remove", three, all -> true);
        return List.of(
                Bounded.of("less CPU than HashedWheelTimer, 1 and 2 threads", atLeast(4, "×", wheel), 8),
                Bounded.of("less CPU than ScheduledThreadPoolExecutor with removal", atLeast(1.8, "×", stpe), 3),
                churn());
    }

    private static Cell request(String rival, String standing, String threads, String timeouts) {
        return Cell.of(
                "request", "rival=" + rival, "standing=" + standing, "threads=" + threads, "timeouts=" + timeouts);
    }

    /** How many times less CPU than a rival, in these cells and all like them that it was measured in. */
    private static Quantity lessThan(String rival, List<Cell> cells, Predicate<Cell> like) {
        List<Cell> rivals =
                cells.stream().map(cell -> cell.with("rival", rival)).toList();
        return Quantity.each(
                rivals,
                is("rival", rival).and(like),
                cell -> Quantity.join(CPU, cell, cell.with("rival", "curfew"), RATIO));
    }

    private static Quantity eightThreads() {
        Predicate<Cell> like = is("rival", "curfew").and(is("threads", "8"));
        return Quantity.each(
                List.of(REQUEST.with("threads", "8")),
                like,
                cell -> Quantity.join(CPU, cell, cell.with("threads", "1"), RATIO));
    }

    private static Quantity varied() {
        Predicate<Cell> like = is("rival", "curfew").and(is("timeouts", "fixed").negate());
        return Quantity.each(
                List.of(REQUEST.with("timeouts", "varied"), REQUEST.with("timeouts", "extended")),
                like,
                cell -> Quantity.join(CPU, cell, cell.with("timeouts", "fixed"), RATIO));
    }

    /**
     * Each rival is a cell here, so the worst one is the best rival. What the same churn costs without a timekeeper, that is
     * the virtual threads and the random cells in memory, is taken off both.
     */
    private static Requirement churn() {
        Quantity quantity = new Quantity(
                Set.of("churn"),
                cells -> cells.of("churn").stream()
                        .filter(is("rival", "curfew").or(is("rival", "none")).negate())
                        .map(rival -> aboveNone(cells, rival)
                                .join(
                                        rival.conditions().get("rival"),
                                        aboveNone(cells, rival.with("rival", "curfew")),
                                        RATIO))
                        .toList());
        return Bounded.of(
                        "1M live requests on virtual threads: less CPU than the best rival",
                        atLeast(1.5, "×", quantity),
                        2.5)
                .since(21);
    }

    private static Series aboveNone(Cells cells, Cell cell) {
        Series none = cells.values(cell.with("rival", "none"), CPU);
        return cells.values(cell, CPU).join(cell.words(), none, (cost, without) -> cost - without);
    }

    private static Predicate<Cell> is(String condition, String value) {
        return cell -> value.equals(cell.conditions().get(condition));
    }

    private static List<Requirement> clock() {
        Cell idle = Cell.of("late", "rival=curfew", "load=idle");
        Cell busy = idle.with("load", "busy");
        Quantity latePerStpe = Quantity.join("p99Millis", busy, busy.with("rival", "stpe"), RATIO);
        return List.of(
                clockThread("0", 0.1, 0.01),
                clockThread("10000", 0.5, 0.1),
                clockThread("1000000", 1, 0.5),
                Bounded.of("firing late, idle machine: p99", atMost(2, "ms", Quantity.value("p99Millis", idle)), 0.3)
                        .against(Quantity.value("p99Millis", idle.with("rival", "stpe"))),
                Bounded.of(
                                "firing late, twice as many busy threads as cores: p99",
                                atMost(20, "ms", Quantity.value("p99Millis", busy)))
                        .aimingAt(atMost(1, "× the STPE's", latePerStpe)),
                Bounded.of(
                        "kept after 1M completed requests",
                        atMost(10_000, "B", Quantity.value("bytes", Cell.of("retained", "rival=curfew"))),
                        1_000),
                Bounded.of(
                                "snapshot at 1M in flight: longest stop of a request, in the median snapshot",
                                atMost(1, "ms", stop("taken")),
                                0.1)
                        .against(stop("none")));
    }

    private static Requirement clockThread(String standing, double must, double aim) {
        Cell cell = Cell.of("clock", "standing=" + standing);
        return Bounded.of(
                "the clock thread's own CPU, nothing due, " + cell.words().replace("standing", "in flight"),
                atMost(must, "% of a core", Quantity.value("percentOfCore", cell)),
                aim);
    }

    private static Quantity stop(String snapshots) {
        return Quantity.value("stopMillis", Cell.of("snapshot", "standing=1000000", "snapshots=" + snapshots));
    }
}
