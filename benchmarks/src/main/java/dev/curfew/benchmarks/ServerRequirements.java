package dev.curfew.benchmarks;

import static dev.curfew.benchmarks.Bound.atLeast;
import static dev.curfew.benchmarks.Bound.atMost;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/** What must hold in front of a whole server. */
final class ServerRequirements {

    private static final DoubleBinaryOperator DIFFERENCE = (one, other) -> one - other;
    private static final DoubleBinaryOperator RATIO = (one, other) -> one / other;

    private ServerRequirements() {}

    static List<Requirement> of(Mode mode) {
        List<Requirement> all = new ArrayList<>();
        all.add(guarded("write(byte[64])", "bytes64", 40, 20));
        all.add(guarded("write(int)", "int", 30, 15));
        all.add(Bounded.of("guarded response: CPU added to a stream of 1 MB", atMost(1, "%", stream()), 0.5));
        all.add(new InsideNoise(mode == Mode.FULL ? 10 : 1));
        all.addAll(storm("platform", 17));
        all.addAll(storm("virtual", 21));
        return all;
    }

    private static Requirement guarded(String what, String call, double must, double aim) {
        Cell guarded = Cell.of("response", "call=" + call, "response=guarded");
        Quantity added = Quantity.join("cpuNanos", guarded, guarded.with("response", "plain"), DIFFERENCE);
        return Bounded.of("guarded response: CPU added to " + what, atMost(must, "ns", added), aim);
    }

    /** Against no filter at all: the whole of what having one costs. */
    private static Quantity stream() {
        Cell filtered = Cell.of("stream", "filter=curfew");
        return Quantity.join("cpuMicros", filtered, filtered.with("filter", "none"), InsideNoise::percentMore);
    }

    private static List<Requirement> storm(String threads, int firstJdk) {
        Cell storm = Cell.of("storm", "threads=" + threads);
        String what = "storm, " + threads + " threads: ";
        List<Bounded> all = List.of(
                Bounded.of(what + "its deadlines pass within", atMost(1000, "ms", of(storm, "spreadMillis"))),
                Bounded.of(what + "answers after their deadline, p99", atMost(250, "ms", of(storm, "answerP99Millis"))),
                Bounded.of(
                        what + "answers after their deadline, last",
                        atMost(1000, "ms", of(storm, "answerMaxMillis")).inEveryRound()),
                Bounded.of(
                        what + "wrong answers",
                        atMost(0, "answers", of(storm, "wrongAnswers")).inEveryRound()),
                Bounded.of(what + "a probe of 5 ms meanwhile, p99", atMost(50, "ms", of(storm, "probeP99Millis")))
                        .against(of(storm, "calmProbeP99Millis")),
                Bounded.of(what + "stacks captured", withinLimit(storm, "stacks", "stackLimit")),
                Bounded.of(what + "log entries", withinLimit(storm, "logEntries", "logLimit")),
                Bounded.of(
                        what + "told in the log, or counted as left out",
                        atLeast(2, "for each request", told(storm)).inEveryRound()),
                Bounded.of(
                        what + "kept by one more, for each of its requests",
                        atMost(50, "B", Quantity.join(storm, "keptByAnotherBytes", "requests", RATIO))
                                .inEveryRound()));
        return all.stream().<Requirement>map(each -> each.since(firstJdk)).toList();
    }

    private static Bound withinLimit(Cell storm, String value, String limit) {
        return atMost(1, "× their limit", Quantity.join(storm, value, limit, RATIO))
                .inEveryRound();
    }

    /** Each request is warned of and expires. */
    private static Quantity told(Cell storm) {
        return new Quantity(Set.of(storm.measure()), cells -> {
            Series all =
                    cells.values(storm, "logEntries").join(storm.words(), cells.values(storm, "leftOut"), Double::sum);
            return List.of(all.join(storm.words(), cells.values(storm, "requests"), RATIO));
        });
    }

    private static Quantity of(Cell cell, String value) {
        return Quantity.value(value, cell);
    }
}
