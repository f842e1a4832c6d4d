package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final Path DOCS = Path.of("..", "docs");

    /** There is no page without its results, and no number in it that is not from them. */
    @Test
    void thePageIsWhatItsResultsMakeIt() throws IOException {
        Path page = DOCS.resolve("performance.md");
        Path results = DOCS.resolve("performance.json");

        assertThat(Files.exists(page)).isEqualTo(Files.exists(results));
        if (Files.exists(page)) {
            assertThat(page).hasContent(Page.of(Results.read(results)));
        }
    }

    @Test
    void everyPlaceIsFilled() {
        assertThat(Page.of(Measured.allAimsMet().results())).doesNotContain("{{", "}}", "null", "NaN");
    }

    @Test
    void everyMeasureHasATable() {
        assertThat(Page.of(new Results(Measured.about(Map.of(17, "", 25, "")), List.of(), List.of()))
                        .lines()
                        .filter("Not measured."::equals))
                .hasSize(Arguments.MEASURES.size());
    }

    @Test
    void comparesWhatWasMeasuredUnderTheSameConditions() {
        Measured measured = new Measured()
                .put(Cell.of("floor", "floor=two-nano-times"), "cpuNanos", 40, 40, 50)
                .put(Measured.request("curfew", "1000000", "1", "fixed"), "cpuNanos", 40, 60, 50)
                .put(Measured.request("curfew", "1000000", "1", "fixed"), "cores", 1, 0.8, 1)
                .put(Measured.request("netty-wheel", "1000000", "1", "fixed"), "cpuNanos", 400);

        assertThat(new Tables(measured.results()).of("request")).isEqualTo("""
                        1M standing, 1 thread, fixed timeouts:

                        | JDK | | CPU, ns | cores | × two nanoTime | rounds |
                        |---|---|---|---|---|---|
                        | 25 | curfew | 50 [40..60] | 1 [0.8..1] | 1 [1..1.5] | 3, 1 disturbed |
                        | 25 | netty-wheel | 400 | – | 10 | 1 |""");
    }

    @Test
    void manyValuesOfAFewCellsHaveALineEach() {
        assertThat(new Tables(Measured.allAimsMet().results()).of("storm")).startsWith("""
                        | | JDK 25, platform threads | JDK 25, virtual threads |
                        |---|---|---|
                        | answer max, ms | 400 | 400 |
                        """);
    }

    @Test
    void whatChurnCostsAloneIsToldBeside() {
        assertThat(new Tables(Measured.allAimsMet().results()).of("churn"))
                .contains("| 25 | netty-wheel | 400 | 10 | 390 | 1 |");
    }

    @Test
    void whatStandsInTheWayIsSaidOfRowsThatHaveAnAim() {
        assertThat(InTheWay.REASONS.keySet())
                .isSubsetOf(Requirements.of(Mode.FULL).stream()
                        .filter(row -> !row.aim().isEmpty())
                        .map(Requirement::what)
                        .toList());
    }

    @Test
    void headingsSayTheUnit() {
        assertThat(List.of(
                        "cpuNanos", "wallMicros", "answerP99Millis", "keptBytes", "bytes", "leftOut", "percentOfCore"))
                .extracting(Units::heading)
                .containsExactly("CPU, ns", "wall, µs", "answer p99, ms", "kept, B", "B", "left out", "% of a core");
    }
}
