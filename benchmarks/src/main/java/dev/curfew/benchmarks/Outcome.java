package dev.curfew.benchmarks;

/**
 * A requirement on one JDK.
 *
 * @param found what was measured, for readers; empty if nothing was
 */
record Outcome(Verdict verdict, String found) {

    static final Outcome NOT_MEASURED = new Outcome(Verdict.NOT_MEASURED, "");

    /** The verdict, and why. */
    @Override
    public String toString() {
        return found.isEmpty() ? verdict.toString() : verdict + ": " + found;
    }
}
