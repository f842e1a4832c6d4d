package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InsideNoiseTest {

    private static final Cell NONE = Cell.of("tomcat", "filter=none");
    private static final Cell NO_OP = Cell.of("tomcat", "filter=no-op");
    private static final Cell CURFEW = Cell.of("tomcat", "filter=curfew");
    private static final double[] HUNDRED = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100};

    private final Measured measured = new Measured().put(NONE, "cpuMicros", HUNDRED);

    @Test
    void noiseIsTheDifferenceOfNoOpThatNineRoundsInTenDoNotExceed() {
        noOp(92, 97, 99, 100, 100, 100, 101, 102, 103, 104);

        assertThat(judge().found()).contains("noise 4 %, 10 rounds");
    }

    @Test
    void aDifferenceUpToTheNoiseHolds() {
        noOp(98, 98, 99, 100, 100, 100, 100, 101, 102, 102);
        curfew(102);

        assertThat(judge().verdict()).isEqualTo(Verdict.MET);
    }

    @Test
    void aDifferenceBeyondTheNoiseIsMissed() {
        noOp(98, 98, 99, 100, 100, 100, 100, 101, 102, 102);
        curfew(103);

        assertThat(judge().verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void beingFasterThanNothingBeyondTheNoiseIsMissedToo() {
        noOp(98, 98, 99, 100, 100, 100, 100, 101, 102, 102);
        curfew(97);

        assertThat(judge().verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void tooMuchNoiseIsVoid() {
        noOp(94, 94, 99, 100, 100, 100, 100, 101, 102, 102);
        curfew(100);

        assertThat(judge().verdict()).isEqualTo(Verdict.VOID);
    }

    @Test
    void oneDisturbedRoundNeitherProvesNorHidesAnything() {
        noOp(88, 98, 99, 100, 100, 100, 100, 101, 102, 102);
        curfew(102);
        assertThat(judge().verdict()).isEqualTo(Verdict.MET);

        curfew(103);
        assertThat(judge().verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void tooFewRoundsAreVoid() {
        noOp(99, 100, 101);
        curfew(100);

        assertThat(judge().verdict()).isEqualTo(Verdict.VOID);
    }

    private void noOp(double... rounds) {
        measured.put(NO_OP, "cpuMicros", rounds);
        measured.put(CURFEW, "cpuMicros", rounds);
    }

    private void curfew(double percentOfNoOp) {
        double[] rounds = measured.results().figures().stream()
                .filter(figure -> figure.cell().equals(NO_OP.conditions()))
                .mapToDouble(figure -> figure.values().get("cpuMicros") * percentOfNoOp / 100)
                .toArray();
        measured.put(CURFEW, "cpuMicros", rounds);
    }

    private Outcome judge() {
        return new InsideNoise(10).on(measured.results().cells(25));
    }
}
