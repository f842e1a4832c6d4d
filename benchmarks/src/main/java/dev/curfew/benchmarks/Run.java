package dev.curfew.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** Measures everything and writes the results and the page; {@code benchmarks/run} starts it in the root of the sources. */
final class Run {

    private static final int MISSED = 1;
    private static final int USAGE = 2;

    private final Arguments arguments;
    private final List<Measurement> measurements;
    private final Path root;
    private final PrintStream out;

    Run(Arguments arguments, List<Measurement> measurements, Path root, PrintStream out) {
        this.arguments = arguments;
        this.measurements = arguments.wanted(measurements);
        this.root = root;
        this.out = out;
    }

    /** Ends with 0 if all that was asked for holds, 1 if not, 2 if the arguments make no sense. */
    public static void main(String... args) throws IOException, InterruptedException {
        System.exit(run(args));
    }

    private static int run(String... args) throws IOException, InterruptedException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return USAGE;
        }
        List<Measurement> all = new ArrayList<>(CoreMeasurements.of(arguments.mode()));
        all.addAll(ServerMeasurements.of(arguments.mode()));
        Run run = new Run(arguments, all, Path.of("."), System.out);
        return arguments.pageOnly() ? run.page() : run.measure();
    }

    /** Makes the page again from the results that are there. */
    int page() throws IOException {
        Path results = root.resolve("docs/performance.json");
        if (!Files.exists(results)) {
            out.println("docs/performance.json: not there (expected: the results of a full run)");
            return USAGE;
        }
        Results read = Results.read(results);
        if (!read.about().coversAll()) {
            out.println("docs/performance.json: the results of a part (expected: those of a full run on all JDKs)");
            return USAGE;
        }
        return publish(read, root.resolve("docs/performance.md"));
    }

    int measure() throws IOException, InterruptedException {
        SortedMap<Integer, String> versions = versions();
        About about = new About(
                arguments.mode(),
                LocalDate.now(ZoneOffset.UTC).toString(),
                0,
                arguments.commit(),
                versions,
                arguments.only(),
                Machine.current(),
                OwnJvm.OPTIONS);
        String name = about.coversAll() ? "full" : arguments.mode() == Mode.QUICK ? "quick" : "part";
        Path target = root.resolve("benchmarks/target");
        Results results = new Rounds(measurements, arguments.jdks(), about, new Progress(out))
                .measure(after -> after.write(target.resolve(name + ".json")));
        results.write(target.resolve(name + ".json"));
        if (about.coversAll()) {
            // Only now: a run that was broken off must not replace one that was not.
            results.write(root.resolve("docs/performance.json"));
            return publish(results, root.resolve("docs/performance.md"));
        }
        return publish(results, target.resolve(name + ".md"));
    }

    private int publish(Results results, Path page) throws IOException {
        Judgement judgement = Judgement.of(results);
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(page, Page.of(results));
        out.println(judgement.text());
        out.println("Written: " + root.relativize(page));
        results.failures().forEach(each -> out.println("FAILED: " + each));
        return judgement.allMet() && results.failures().stream().allMatch(Failure::isRivals) ? 0 : MISSED;
    }

    private SortedMap<Integer, String> versions() throws IOException {
        SortedMap<Integer, String> versions = new TreeMap<>();
        arguments.homes().forEach((feature, home) -> {
            if (home.isEmpty()) {
                out.println("JDK " + feature + " was not found: nothing of it counts as measured");
            }
        });
        for (var home : arguments.homes().entrySet()) {
            versions.put(home.getKey(), home.getValue().isEmpty() ? "" : version(Path.of(home.getValue(), "release")));
        }
        return versions;
    }

    private static String version(Path release) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        String version = properties.getProperty("JAVA_RUNTIME_VERSION", properties.getProperty("JAVA_VERSION", "?"));
        return (version + " (" + properties.getProperty("IMPLEMENTOR", "?") + ")").replace("\"", "");
    }
}
