package dev.curfew;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Reads the newest results in a directory, prints a line for each race, and fails unless every control has shown the
 * outcome that it is there to show and no race a forbidden one: a control that shows nothing proves that the others
 * prove nothing.
 */
public final class RaceReport {

    private final Map<String, Race> races = new TreeMap<>();

    private RaceReport() {}

    /** Reports on the results in the directory that is the one argument. */
    public static void main(String[] arguments) throws Exception {
        RaceReport report = new RaceReport();
        DiskReadCollector results = new DiskReadCollector(newestIn(Path.of(arguments[0])), report::add);
        results.dump();
        results.close();
        if (!report.print()) {
            System.exit(1);
        }
    }

    private static String newestIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("jcstress-results-.*\\.bin\\.gz"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> new IOException(directory + ": no results of jcstress"))
                    .toString();
        }
    }

    private void add(TestResult result) {
        races.computeIfAbsent(result.getName(), Race::new).add(result);
    }

    private boolean print() {
        boolean good = !races.isEmpty();
        for (Race race : races.values()) {
            System.out.println(race);
            good &= race.isGood();
        }
        leftOut().forEach(name -> System.out.println("left out, as it needs more processors: " + name));
        long states = races.values().stream().mapToLong(race -> race.states).sum();
        System.out.println(races.size() + " races, " + states + " states: " + (good ? "good" : "NOT GOOD"));
        return good;
    }

    private static Stream<String> leftOut() {
        int processors = Runtime.getRuntime().availableProcessors();
        return TestList.tests().stream().filter(name -> TestList.getInfo(name).threads() > processors);
    }

    /** All runs of one race. */
    private static final class Race {

        private final String name;
        private long states;
        private long interesting;
        private long forbidden;
        private int failures;

        Race(String name) {
            this.name = name;
        }

        void add(TestResult result) {
            states += result.getTotalCount();
            failures += result.grading().isPassed ? 0 : 1;
            for (GradingResult outcome : result.grading().gradingResults.values()) {
                interesting += outcome.expect == Expect.ACCEPTABLE_INTERESTING ? outcome.count : 0;
                forbidden += outcome.expect == Expect.FORBIDDEN ? outcome.count : 0;
            }
        }

        boolean isGood() {
            return failures == 0 && forbidden == 0 && (isControl() ? interesting > 0 : states > 0);
        }

        private boolean isControl() {
            return name.endsWith("Control");
        }

        @Override
        public String toString() {
            return (isGood() ? "good " : "BAD  ") + name + " states=" + states
                    + (isControl() ? " seen=" + interesting : " forbidden=" + forbidden)
                    + (failures == 0 ? "" : " failures=" + failures);
        }
    }
}
