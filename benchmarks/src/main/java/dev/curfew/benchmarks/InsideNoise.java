package dev.curfew.benchmarks;

import java.util.Set;

/**
 * Requires that the filter's cost cannot be told from nothing on a whole server. In each round the CPU of a request is
 * measured without a filter, with one that does nothing, and with ours. The noise is the difference between the first two
 * that nine rounds in ten do not exceed, in either direction; the median difference between the last two must be no
 * greater.
 *
 * @param leastRounds with fewer nothing is proved
 */
record InsideNoise(int leastRounds) implements Requirement {

    /** Noise in percent beyond which nothing is proved. */
    static final double BEARABLE = 5;

    /** Percent of the rounds; one in ten may have been disturbed by something else. */
    private static final double QUIET = 90;

    private static final String VALUE = "cpuMicros";

    @Override
    public String what() {
        return "a trivial request on Tomcat: CPU with the filter against a filter that does nothing";
    }

    @Override
    public Set<String> measures() {
        return Set.of("tomcat");
    }

    @Override
    public int firstJdk() {
        return 17;
    }

    @Override
    public String must() {
        return "inside the noise, that being ≤ " + Numbers.plain(BEARABLE) + " %";
    }

    @Override
    public String aim() {
        return "";
    }

    @Override
    public Outcome on(Cells cells) {
        Series noOp = cells.values(Cell.of("tomcat", "filter=no-op"), VALUE);
        Series idle = noOp.join("", cells.values(Cell.of("tomcat", "filter=none"), VALUE), InsideNoise::percentMore);
        Series added = cells.values(Cell.of("tomcat", "filter=curfew"), VALUE).join("", noOp, InsideNoise::percentMore);
        if (idle.isEmpty() || added.isEmpty()) {
            return Outcome.NOT_MEASURED;
        }
        double noise = noise(idle);
        int rounds = Math.min(idle.rounds().size(), added.rounds().size());
        String found = added.spread() + " %, noise " + Numbers.format(noise) + " %, " + rounds + " rounds";
        if (rounds < leastRounds || noise > BEARABLE) {
            return new Outcome(Verdict.VOID, found);
        }
        return new Outcome(Math.abs(added.median()) <= noise ? Verdict.MET : Verdict.MISSED, found);
    }

    static double percentMore(double value, double than) {
        return (value / than - 1) * 100;
    }

    static double noise(Series differences) {
        double[] sizes =
                differences.rounds().values().stream().mapToDouble(Math::abs).toArray();
        return Percentiles.of(sizes, QUIET);
    }
}
