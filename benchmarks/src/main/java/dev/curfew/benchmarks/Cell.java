package dev.curfew.benchmarks;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is measured, and under which conditions.
 *
 * @param measure such as "request"
 * @param conditions such as rival=curfew
 */
record Cell(String measure, Map<String, String> conditions) {

    /** The conditions that tell apart what is compared: cells that differ only in them are measured one after another. */
    static final Set<String> COMPARED = Set.of("rival", "floor", "filter", "response", "snapshots");

    Cell {
        conditions = new TreeMap<>(conditions);
    }

    /** Takes the conditions as {@code name=value}. */
    static Cell of(String measure, String... conditions) {
        Map<String, String> map = new TreeMap<>();
        for (String condition : conditions) {
            String[] parts = condition.split("=", 2);
            map.put(parts[0], parts[1]);
        }
        return new Cell(measure, map);
    }

    static Cell of(Measurement measurement) {
        return new Cell(measurement.measure(), measurement.cell());
    }

    /** The same cell but for this condition. */
    Cell with(String condition, String value) {
        Map<String, String> changed = new TreeMap<>(conditions);
        changed.put(condition, value);
        return new Cell(measure, changed);
    }

    /** The same cell without these conditions. */
    Cell without(Set<String> names) {
        Map<String, String> fewer = new TreeMap<>(conditions);
        fewer.keySet().removeAll(names);
        return new Cell(measure, fewer);
    }

    /** The conditions for readers, such as "1M standing, 2 threads". */
    String words() {
        return conditions.entrySet().stream()
                .map(each -> words(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String words(String name, String value) {
        String count = value.endsWith("000000")
                ? value.substring(0, value.length() - 6) + "M"
                : value.endsWith("000") ? value.substring(0, value.length() - 3) + "k" : value;
        return switch (name) {
            case "standing" -> count + " standing";
            case "inFlight" -> count + " in flight";
            case "threads" -> value.equals("1") ? "1 thread" : value + " threads";
            case "timeouts" -> value + " timeouts";
            case "load" -> value.equals("idle") ? "idle machine" : "busy machine";
            default -> value;
        };
    }

    /** All of it, as it is given on the command line and in the log. */
    @Override
    public String toString() {
        return measure
                + conditions.entrySet().stream()
                        .map(each -> " " + each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining());
    }
}
