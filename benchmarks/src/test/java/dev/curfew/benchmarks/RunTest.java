package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of a run, but for the JVMs that measure. */
class RunTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<String> order = new ArrayList<>();

    @TempDir
    private Path root;

    @BeforeEach
    void jdk() throws IOException {
        Files.writeString(root.resolve("release"), "IMPLEMENTOR=\"Someone\"\nJAVA_RUNTIME_VERSION=\"17.0.1+2\"\n");
    }

    /** Of the measure "retained", whose only requirement is at most 10 kB of Curfew. */
    private final class Fake implements Measurement {

        private final String rival;
        private final double bytes;

        Fake(String rival, double bytes) {
            this.rival = rival;
            this.bytes = bytes;
        }

        @Override
        public String measure() {
            return "retained";
        }

        @Override
        public Map<String, String> cell() {
            return Map.of("rival", rival);
        }

        @Override
        public int rounds() {
            return 2;
        }

        @Override
        public boolean runsOn(Jdk jdk) {
            return true;
        }

        @Override
        public Map<String, Double> measure(Jdk jdk) throws IOException {
            order.add(rival);
            if (bytes < 0) {
                throw new IOException("no bytes\nand more");
            }
            return Map.of("bytes", bytes);
        }
    }

    @Test
    void measuresEachRoundInAnotherOrder() throws Exception {
        assertThat(run("17=" + root, new Fake("curfew", 100), new Fake("stpe-keep", 60_000_000)))
                .isZero();

        assertThat(order).containsExactly("curfew", "stpe-keep", "stpe-keep", "curfew");
        Results results = Results.read(root.resolve("benchmarks/target/part.json"));
        assertThat(results.figures()).hasSize(4);
        assertThat(results.about().jdks()).containsEntry(17, "17.0.1+2 (Someone)");
        assertThat(results.about().commit()).isEqualTo("abc");
        assertThat(Files.readString(root.resolve("benchmarks/target/part.md")))
                .isEqualTo(Page.of(results))
                .contains("| 17 | stpe-keep | 60,000,000 | 2");
        assertThat(root.resolve("docs")).doesNotExist();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("round 2/2, 4 of 4, 0 min, about 0 to go: retained rival=curfew on JDK 17: {bytes=100.0")
                .contains("aim met: kept after 1M completed requests: must ≤ 10,000 B, aim ≤ 1,000 B")
                .contains("1 of 1 rows hold");
    }

    @Test
    void aMissedMustEndsWithOne() throws Exception {
        assertThat(run("17=" + root, new Fake("curfew", 20_000))).isEqualTo(1);
    }

    @Test
    void aFailedMeasurementEndsWithOne() throws Exception {
        assertThat(run("17=" + root, new Fake("curfew", -1), new Fake("stpe-keep", 100)))
                .isEqualTo(1);
    }

    @Test
    void aRivalThatFailsWhereNoRowNeedsItIsListedAndDecidesNothing() throws Exception {
        assertThat(run("17=" + root, new Fake("curfew", 100), new Fake("stpe-keep", -1)))
                .isZero();

        assertThat(Files.readString(root.resolve("benchmarks/target/part.md")))
                .contains("- retained rival=stpe-keep on JDK 17, round 1: `no bytes`");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("FAILED: no bytes");
    }

    @Test
    void whatWasThrownIsSaidOfAFailure() {
        assertThat(JmhCell.failure("# Fork: 1 of 1\njava.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)"))
                .startsWith("java.lang.OutOfMemoryError: Java heap space\n# Fork");
        assertThat(JmhCell.failure("<failure>")).isEqualTo("the JVM failed\n<failure>");
    }

    @Test
    void aJdkThatWasNotFoundEndsWithOne() throws Exception {
        assertThat(run("25=", new Fake("curfew", 100))).isEqualTo(1);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("JDK 25 was not found");
    }

    @Test
    void onlyAWholeRunWritesThePages() throws Exception {
        Arguments whole = Arguments.parse("--home", "17=" + root, "--home", "25=" + root);

        new Run(whole, List.of(new Fake("curfew", 100)), root, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .measure();

        Results results = Results.read(root.resolve("docs/performance.json"));
        assertThat(root.resolve("docs/performance.md")).hasContent(Page.of(results));
    }

    @Test
    void thePageIsMadeAgainFromTheResults() throws Exception {
        Results results = Measured.allAimsMet().onBoth();
        results.write(root.resolve("docs/performance.json"));

        assertThat(page()).isZero();

        assertThat(root.resolve("docs/performance.md")).hasContent(Page.of(results));
    }

    @Test
    void aPartDoesNotWriteThePages() throws Exception {
        Arguments part = Arguments.parse("--home", "17=" + root);

        new Run(part, List.of(new Fake("curfew", 100)), root, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .measure();

        assertThat(root.resolve("docs")).doesNotExist();
        assertThat(root.resolve("benchmarks/target/part.md")).exists();
    }

    @Test
    void thereIsNoPageOfAPart() throws Exception {
        Measured.allAimsMet().results().write(root.resolve("docs/performance.json"));

        assertThat(page()).isEqualTo(2);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the results of a part");
        assertThat(root.resolve("docs/performance.md")).doesNotExist();
    }

    @Test
    void withoutResultsThereIsNoPage() throws Exception {
        assertThat(page()).isEqualTo(2);
    }

    private int page() throws IOException {
        return new Run(
                        Arguments.parse("--page"),
                        List.of(),
                        root,
                        new PrintStream(printed, true, StandardCharsets.UTF_8))
                .page();
    }

    private int run(String home, Measurement... measurements) throws IOException, InterruptedException {
        Arguments arguments = Arguments.parse("--only", "retained", "--home", home, "--commit", "abc");
        return new Run(arguments, List.of(measurements), root, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .measure();
    }
}
