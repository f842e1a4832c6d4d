package dev.curfew.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@link Run} was asked for.
 *
 * @param pageOnly whether nothing is measured and the page is made from the results that are there
 * @param only the measures that are wanted; empty for all
 * @param homes of the JDKs that are wanted, by feature version; empty for one that was not found
 */
record Arguments(Mode mode, boolean pageOnly, List<String> only, SortedMap<Integer, String> homes, String commit) {

    /** Every measure there is. */
    static final List<String> MEASURES = List.of(
            "floor",
            "request",
            "churn",
            "task",
            "clock",
            "late",
            "retained",
            "response",
            "stream",
            "tomcat",
            "snapshot",
            "storm");

    /** Takes {@code [--quick] [--page] [--only measure,…] [--commit name] --home feature=[path] …}. */
    static Arguments parse(String... arguments) {
        Mode mode = Mode.FULL;
        boolean pageOnly = false;
        List<String> only = List.of();
        SortedMap<Integer, String> homes = new TreeMap<>();
        String commit = "unknown";
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> mode = Mode.QUICK;
                case "--page" -> pageOnly = true;
                case "--only" -> only = measures(value(arguments, ++i));
                case "--home" -> home(value(arguments, ++i), homes);
                case "--commit" -> commit = value(arguments, ++i);
                default ->
                    throw new IllegalArgumentException(
                            arguments[i] + ": unknown (expected: --quick, --page, --only, --home, --commit)");
            }
        }
        if (pageOnly && (mode == Mode.QUICK || !only.isEmpty() || !homes.isEmpty())) {
            throw new IllegalArgumentException("--page: with others (expected: alone; it measures nothing)");
        }
        if (homes.isEmpty() && !pageOnly) {
            throw new IllegalArgumentException("--home: missing (expected: one for each JDK to measure on)");
        }
        return new Arguments(mode, pageOnly, only, homes, commit);
    }

    private static String value(String[] arguments, int index) {
        if (index == arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + ": nothing (expected: a value after it)");
        }
        return arguments[index];
    }

    private static List<String> measures(String value) {
        List<String> wanted = List.of(value.split(",", -1));
        for (String measure : wanted) {
            if (!MEASURES.contains(measure)) {
                throw new IllegalArgumentException(
                        "--only: " + measure + " (expected: of " + String.join(",", MEASURES) + ")");
            }
        }
        return wanted;
    }

    private static void home(String value, SortedMap<Integer, String> homes) {
        String[] parts = value.split("=", 2);
        if (parts.length != 2 || !parts[0].matches("\\d{1,3}")) {
            throw new IllegalArgumentException(
                    "--home: " + value + " (expected: such as 17=/path, or 17= if not found)");
        }
        homes.put(Integer.valueOf(parts[0]), parts[1]);
    }

    /** Those that were found. */
    List<Jdk> jdks() {
        List<Jdk> jdks = new ArrayList<>();
        homes.forEach((feature, home) -> {
            if (!home.isEmpty()) {
                jdks.add(new Jdk(feature, Path.of(home, "bin", "java")));
            }
        });
        return jdks;
    }

    /** Those of these that are wanted. */
    List<Measurement> wanted(List<Measurement> all) {
        return all.stream()
                .filter(each -> only.isEmpty() || only.contains(each.measure()))
                .toList();
    }
}
