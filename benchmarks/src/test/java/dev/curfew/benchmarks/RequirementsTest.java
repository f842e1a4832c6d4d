package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequirementsTest {

    /** One row, and what of one cell just meets its must, and just misses it; met is the aim's edge where there is none. */
    private record Case(String row, Cell cell, String value, double met, double missed) {}

    private static Stream<Case> cases() {
        return Stream.concat(
                core(), Stream.concat(server(), Stream.of("platform", "virtual").flatMap(RequirementsTest::storm)));
    }

    private static Stream<Case> core() {
        Cell full = Measured.request("curfew", "1000000", "1", "fixed");
        Cell busy = Cell.of("late", "rival=curfew", "load=busy");
        return Stream.of(
                new Case("register + complete: CPU against two", full, "cpuNanos", 80, 80.1),
                new Case("register + complete: allocated", full, "bytes", 120, 121),
                new Case("HashedWheelTimer", Measured.request("netty-wheel", "0", "2", "fixed"), "cpuNanos", 160, 159),
                new Case("removal", Measured.request("stpe-remove", "0", "8", "fixed"), "cpuNanos", 72, 71),
                new Case("1M live", Cell.of("churn", "rival=netty-wheel", "inFlight=1000000"), "cpuNanos", 55, 54),
                new Case("8 threads", Measured.request("curfew", "0", "8", "fixed"), "cpuNanos", 60, 61),
                new Case("arbitrary", Measured.request("curfew", "0", "1", "extended"), "cpuNanos", 80, 81),
                new Case("0 in flight", Cell.of("clock", "standing=0"), "percentOfCore", 0.1, 0.11),
                new Case("10k in flight", Cell.of("clock", "standing=10000"), "percentOfCore", 0.5, 0.51),
                new Case(", 1M in flight", Cell.of("clock", "standing=1000000"), "percentOfCore", 1, 1.01),
                new Case("idle machine", busy.with("load", "idle"), "p99Millis", 2, 2.1),
                new Case("busy threads", busy, "p99Millis", 20, 20.1),
                new Case("kept after 1M", Cell.of("retained", "rival=curfew"), "bytes", 10_000, 10_001),
                new Case("snapshot", Cell.of("snapshot", "standing=1000000", "snapshots=taken"), "stopMillis", 1, 1.1));
    }

    private static Stream<Case> server() {
        Cell guarded = Cell.of("response", "call=bytes64", "response=guarded");
        return Stream.of(
                new Case("write(byte[64])", guarded, "cpuNanos", 50, 51),
                new Case("write(int)", guarded.with("call", "int"), "cpuNanos", 40, 41),
                new Case("1 MB", Cell.of("stream", "filter=curfew"), "cpuMicros", 504.9, 505.1),
                new Case("on Tomcat", Cell.of("tomcat", "filter=curfew"), "cpuMicros", 20, 20.1));
    }

    private static Stream<Case> storm(String threads) {
        Cell storm = Cell.of("storm", "threads=" + threads);
        String row = "storm, " + threads + " threads: ";
        return Stream.of(
                new Case(row + "answers after their deadline, p99", storm, "answerP99Millis", 250, 251),
                new Case(row + "answers after their deadline, last", storm, "answerMaxMillis", 1000, 1001),
                new Case(row + "its deadlines", storm, "spreadMillis", 1000, 1001),
                new Case(row + "wrong", storm, "wrongAnswers", 0, 1),
                new Case(row + "a probe", storm, "probeP99Millis", 50, 51),
                new Case(row + "stacks", storm, "stacks", 20, 21),
                new Case(row + "log", storm, "logEntries", 200, 201),
                new Case(row + "told in the log", storm, "leftOut", 9900, 9899),
                new Case(row + "kept by one more", storm, "keptByAnotherBytes", 250_000, 250_001));
    }

    @Test
    void everyRowIsTriedHere() {
        List<String> tried = cases().map(
                        each -> row(each, Measured.allAimsMet()).requirement().what())
                .toList();

        assertThat(tried)
                .containsExactlyInAnyOrderElementsOf(Requirements.of(Mode.FULL).stream()
                        .map(Requirement::what)
                        .toList());
    }

    @Test
    void allHoldWhereEveryAimIsMet() {
        Judgement judgement = Judgement.of(Measured.allAimsMet().results());

        assertThat(judgement.allMet()).isTrue();
        assertThat(judgement.rows())
                .allSatisfy(row -> assertThat(row.verdict())
                        .as(row.requirement().what())
                        .isEqualTo(row.requirement().aim().isEmpty() ? Verdict.MET : Verdict.AIM_MET));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mustHoldsUpToItsBound(Case each) {
        Measured measured = Measured.allAimsMet();
        measured.put(each.cell, each.value, rounds(each, each.met));

        assertThat(row(each, measured).verdict()).isEqualTo(Verdict.MET);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mustIsMissedBeyondItsBound(Case each) {
        Measured measured = Measured.allAimsMet();
        measured.put(each.cell, each.value, rounds(each, each.missed));

        assertThat(row(each, measured).verdict()).isEqualTo(Verdict.MISSED);
        assertThat(Judgement.of(measured.results()).allMet()).isFalse();
    }

    private static double[] rounds(Case each, double value) {
        int rounds = each.cell.measure().equals("tomcat") ? 10 : 3;
        return java.util.stream.DoubleStream.generate(() -> value).limit(rounds).toArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCellThatIsNotThereIsNotMeasured(Case each) {
        Measured measured = Measured.allAimsMet().without(each.cell);

        // A rival that is not there cannot be missed; that all of them are, is the measurements' own matter.
        if (!each.cell.measure().equals("churn")) {
            assertThat(row(each, measured).verdict()).isEqualTo(Verdict.NOT_MEASURED);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCellThatFailedInOneRoundIsNotMeasured(Case each) {
        Measured measured = Measured.allAimsMet().failed(each.cell);

        assertThat(row(each, measured).verdict()).isEqualTo(Verdict.NOT_MEASURED);
    }

    @Test
    void aRoundWithoutOneOfItsValuesIsNotDropped() {
        Cell storm = Cell.of("storm", "threads=platform");
        Figure without = new Figure(25, 2, "storm", storm.conditions(), java.util.Map.of("spreadMillis", 900.0));
        Results results = Measured.allAimsMet().results();
        List<Figure> figures = new java.util.ArrayList<>(results.figures());
        figures.add(without);

        Judgement judgement = Judgement.of(new Results(results.about(), results.failures(), figures));

        assertThat(judgement.rows())
                .filteredOn(row -> row.requirement().what().equals("storm, platform threads: wrong answers"))
                .extracting(Judgement.Row::verdict)
                .containsExactly(Verdict.NOT_MEASURED);
    }

    @Test
    void whatMustNeverHappenDecidesInASingleRound() {
        Measured measured = Measured.allAimsMet().put(Cell.of("storm", "threads=platform"), "wrongAnswers", 0, 5000, 0);

        assertThat(outcome(measured, "platform threads: wrong").toString()).isEqualTo("missed: 0 [0..5,000] answers");
    }

    @Test
    void nothingToJudgeIsNotMet() {
        assertThat(new Judgement(List.of()).allMet()).isFalse();
    }

    private static Judgement.Row row(Case each, Measured measured) {
        List<Judgement.Row> rows = Judgement.of(measured.results()).rows().stream()
                .filter(row -> row.requirement().what().contains(each.row))
                .toList();
        assertThat(rows).as(each.row).hasSize(1);
        return rows.get(0);
    }

    @Test
    void ratiosAreMadeInsideARound() {
        Measured measured = Measured.allAimsMet()
                .put(Cell.of("floor", "floor=two-nano-times"), "cpuNanos", 10, 100, 40)
                .put(Measured.request("curfew", "0", "1", "fixed"), "cpuNanos", 25, 100, 40)
                .put(Measured.request("curfew", "1000000", "1", "fixed"), "cpuNanos", 10, 250, 40);

        Judgement.Row row = Judgement.of(measured.results()).rows().get(0);

        assertThat(row.outcomes().get(25).found()).startsWith("1 [1..2.5] ×");
    }

    @Test
    void theWorstCellIsJudgedAndNamed() {
        Measured measured =
                Measured.allAimsMet().put(Measured.request("stpe-remove", "1000000", "2", "fixed"), "cpuNanos", 60);

        assertThat(outcome(measured, "removal").toString())
                .isEqualTo("missed: 1.5 × (1M standing, 2 threads, fixed timeouts)");
    }

    @Test
    void theBestRivalIsTheOneWithTheLowestCpu() {
        Measured measured =
                Measured.allAimsMet().put(Cell.of("churn", "rival=stpe-remove", "inFlight=1000000"), "cpuNanos", 70);

        assertThat(outcome(measured, "best rival").toString()).isEqualTo("met: 2 × (stpe-remove)");
    }

    @Test
    void theMachinesOwnStopsMakeTheSnapshotsVoid() {
        Measured measured = Measured.allAimsMet()
                .put(Cell.of("snapshot", "standing=1000000", "snapshots=taken"), "stopMillis", 3)
                .put(Cell.of("snapshot", "standing=1000000", "snapshots=none"), "stopMillis", 2);

        assertThat(outcome(measured, "snapshot").toString()).isEqualTo("void: 3 ms; 2 without");
    }

    @Test
    void anIdleMachineOnWhichTheStpeIsTooLateIsVoid() {
        Measured measured = Measured.allAimsMet()
                .put(Cell.of("late", "rival=curfew", "load=idle"), "p99Millis", 3)
                .put(Cell.of("late", "rival=stpe", "load=idle"), "p99Millis", 2.5);

        assertThat(outcome(measured, "idle machine").toString()).isEqualTo("void: 3 ms; 2.5 without");
    }

    @Test
    void probesThatTookTooLongBeforeTheStormMakeThoseOfTheStormVoid() {
        Measured measured = Measured.allAimsMet()
                .put(Cell.of("storm", "threads=platform"), "probeP99Millis", 60)
                .put(Cell.of("storm", "threads=platform"), "calmProbeP99Millis", 55);

        assertThat(outcome(measured, "platform threads: a probe").toString()).isEqualTo("void: 60 ms; 55 without");
    }

    @Test
    void beingLaterThanTheStpeMissesTheAimOnly() {
        Measured measured = Measured.allAimsMet().put(Cell.of("late", "rival=stpe", "load=busy"), "p99Millis", 4);

        assertThat(outcome(measured, "busy threads").toString()).isEqualTo("met: 5 ms; 1.25 × the STPE's");
    }

    private static Outcome outcome(Measured measured, String what) {
        return Judgement.of(measured.results()).rows().stream()
                .filter(row -> row.requirement().what().contains(what))
                .map(row -> row.outcomes().get(25))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aJdkThatWasNotFoundIsNotMeasured() {
        Results found = Measured.allAimsMet().results();
        Results results =
                new Results(Measured.about(java.util.Map.of(17, "", 25, "25")), found.failures(), found.figures());

        assertThat(Judgement.of(results).rows().get(0).verdict()).isEqualTo(Verdict.NOT_MEASURED);
    }
}
