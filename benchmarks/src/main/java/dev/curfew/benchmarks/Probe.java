package dev.curfew.benchmarks;

import java.util.List;

/**
 * A request that asks how the others fare while a storm goes on.
 *
 * @param dueNanos when it was to be sent, and from when on its answer is waited for: one that could not be sent because
 *     the one before it took too long has waited as well
 * @param nanos how long it took, or -1 where it was not answered as it should be
 */
record Probe(long dueNanos, long nanos) {

    private static final String PREFIX = "PROBE ";

    String line() {
        return PREFIX + dueNanos + " " + nanos;
    }

    static List<Probe> of(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(PREFIX))
                .map(line -> line.substring(PREFIX.length()).split(" "))
                .map(words -> new Probe(Long.parseLong(words[0]), Long.parseLong(words[1])))
                .toList();
    }
}
