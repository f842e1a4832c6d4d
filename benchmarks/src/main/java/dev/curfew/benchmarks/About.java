package dev.curfew.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * How a run was made.
 *
 * @param date of its begin, such as 2026-11-22
 * @param minutes how long it took until now
 * @param commit of the sources
 * @param jdks the full version of each JDK that was asked for, by its feature version; empty for one that was not found
 * @param only the measures that were asked for; empty for all
 * @param options of each JVM
 */
record About(
        Mode mode,
        String date,
        long minutes,
        String commit,
        SortedMap<Integer, String> jdks,
        List<String> only,
        Machine machine,
        List<String> options) {

    /** Those that the pages are about. */
    private static final Set<Integer> JDKS = Set.of(17, 25);

    About after(long elapsedMinutes) {
        return new About(mode, date, elapsedMinutes, commit, jdks, only, machine, options);
    }

    /** Whether the pages may be written from it: all measures, in full, on both JDKs. */
    boolean coversAll() {
        return mode == Mode.FULL && only.isEmpty() && jdks.keySet().containsAll(JDKS) && !jdks.containsValue("");
    }

    boolean asksFor(Iterable<String> measures) {
        for (String measure : measures) {
            if (!only.isEmpty() && !only.contains(measure)) {
                return false;
            }
        }
        return true;
    }
}
