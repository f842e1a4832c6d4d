package dev.curfew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    private Path directory;

    @Test
    void areReadAsTheyWereWritten() throws IOException {
        Results results = Measured.allAimsMet()
                .failed(Cell.of("late", "rival=stpe", "load=idle"))
                .results();
        Path file = directory.resolve("below/results.json");

        results.write(file);

        assertThat(Results.read(file)).isEqualTo(results);
        assertThat(file.resolveSibling("results.json.part")).doesNotExist();
    }

    @Test
    void aFigureIsALine() throws IOException {
        Results results = Measured.allAimsMet().results();
        Path file = directory.resolve("results.json");

        results.write(file);

        assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("{\"jdk\"")))
                .hasSameSizeAs(results.figures());
    }
}
