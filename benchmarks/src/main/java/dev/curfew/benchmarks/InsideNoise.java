package dev.curfew.benchmarks;

import java.util.Set;

/**
 * Requires that the filter's cost cannot be told from nothing on a whole server. In each round the CPU of a request is
 * measured without a filter, with one that does nothing, and with ours. The noise is how far from zero the median
 * difference between the first two may lie, by its 95 % confidence interval over the rounds; the median difference
 * between the last two must be no greater, in either direction.
 *
 * @param leastRounds with fewer nothing is proved
 */
record InsideNoise(int leastRounds) implements Requirement {

    /** Noise in percent beyond which nothing is proved. */
    static final double BEARABLE = 5;

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

    /** The end, farther from zero, of the confidence interval that the sorted rounds give for their median. */
    static double noise(Series differences) {
        double[] sorted = differences.sorted();
        int cut = cutAtEachEnd(sorted.length);
        return Math.max(Math.abs(sorted[cut]), Math.abs(sorted[sorted.length - 1 - cut]));
    }

    /**
     * How many values at each end may be left out: the median lies below the lowest that is kept only if all but those
     * are above it, as likely as so few heads in as many tosses of a coin. None below six rounds: their whole range
     * stands for less than 95 %.
     */
    static int cutAtEachEnd(int rounds) {
        double ways = 1; // of tossing exactly "cut" heads
        double fewer = 0;
        int cut = 0;
        while (true) {
            fewer += ways / Math.pow(2, rounds);
            if (fewer > 0.025) {
                return Math.max(cut - 1, 0);
            }
            ways = ways * (rounds - cut) / (cut + 1);
            cut++;
        }
    }
}
