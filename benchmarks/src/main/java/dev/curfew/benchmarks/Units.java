package dev.curfew.benchmarks;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How the names of values, which end in their unit, are shown. */
final class Units {

    private static final Map<String, String> SUFFIXES = new LinkedHashMap<>();

    static {
        SUFFIXES.put("Nanos", "ns");
        SUFFIXES.put("Micros", "µs");
        SUFFIXES.put("Millis", "ms");
        SUFFIXES.put("Bytes", "B");
    }

    private static final Map<String, String> WORDS = Map.of("cpu", "CPU", "bytes", "B", "percentOfCore", "% of a core");
    private static final List<String> FIRST = List.of("cpuNanos", "cpuMicros", "wallNanos", "wallMicros", "bytes");

    private Units() {}

    /** For the head of a table, such as "CPU, ns". */
    static String heading(String name) {
        for (Map.Entry<String, String> suffix : SUFFIXES.entrySet()) {
            if (name.endsWith(suffix.getKey())) {
                return words(name.substring(0, name.length() - suffix.getKey().length())) + ", " + suffix.getValue();
            }
        }
        return words(name);
    }

    private static String words(String name) {
        return WORDS.getOrDefault(
                name, name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT));
    }

    /** A set that has the times before all else. */
    static Set<String> inOrder() {
        return new TreeSet<>(
                Comparator.<String>comparingInt(name -> FIRST.contains(name) ? FIRST.indexOf(name) : FIRST.size())
                        .thenComparing(Comparator.naturalOrder()));
    }
}
