package dev.curfew.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All requirements that were asked for, on all JDKs that were asked for. */
record Judgement(List<Row> rows) {

    /**
     * One requirement.
     *
     * @param outcomes by JDK; none for one that it is not asked of
     */
    record Row(Requirement requirement, SortedMap<Integer, Outcome> outcomes) {

        /** The worst of its JDKs. */
        Verdict verdict() {
            return outcomes.values().stream()
                    .map(Outcome::verdict)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    static Judgement of(Results results) {
        return of(results, Requirements.of(results.about().mode()));
    }

    static Judgement of(Results results, List<Requirement> requirements) {
        return new Judgement(requirements.stream()
                .filter(each -> results.about().asksFor(each.measures()))
                .map(each -> new Row(each, outcomes(each, results)))
                .filter(row -> !row.outcomes().isEmpty())
                .toList());
    }

    private static SortedMap<Integer, Outcome> outcomes(Requirement requirement, Results results) {
        SortedMap<Integer, Outcome> outcomes = new TreeMap<>();
        for (int jdk : results.about().jdks().keySet()) {
            if (jdk >= requirement.firstJdk()) {
                outcomes.put(jdk, requirement.on(results.cells(jdk)));
            }
        }
        return outcomes;
    }

    /** Whether there is something to judge, and all of it holds. */
    boolean allMet() {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.verdict().isMet());
    }

    /** For the console: each row with what was found on each JDK. */
    String text() {
        if (rows.isEmpty()) {
            return "No row can be judged by what was measured alone";
        }
        String table = rows.stream().map(Judgement::text).collect(Collectors.joining("\n"));
        long missed = rows.stream().filter(row -> !row.verdict().isMet()).count();
        return table + "\n" + (rows.size() - missed) + " of " + rows.size() + " rows hold";
    }

    private static String text(Row row) {
        Requirement requirement = row.requirement();
        String aim = requirement.aim().isEmpty() ? "" : ", aim " + requirement.aim();
        return "%s: %s: must %s%s".formatted(row.verdict(), requirement.what(), requirement.must(), aim)
                + row.outcomes().entrySet().stream()
                        .map(each -> "\n    JDK " + each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining());
    }
}
