package dev.curfew.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All that a run has measured until now. */
record Results(About about, List<Failure> failures, List<Figure> figures) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Results {
        failures = List.copyOf(failures);
        figures = List.copyOf(figures);
    }

    static Results read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Results.class);
    }

    /** Writes each figure on a line of its own; the file is never seen half written. */
    void write(Path file) throws IOException {
        String text = "{\n\"about\": " + json(about)
                + ",\n\"failures\": " + lines(failures)
                + ",\n\"figures\": " + lines(figures) + "\n}\n";
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String lines(List<?> values) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Object value : values) {
            lines.add(json(value));
        }
        return lines.stream().collect(Collectors.joining(",\n", "[\n", "\n]"));
    }

    private static String json(Object value) throws IOException {
        return JSON.writeValueAsString(value);
    }

    /** What was measured on one JDK. */
    Cells cells(int jdk) {
        return new Cells(this, jdk);
    }
}
