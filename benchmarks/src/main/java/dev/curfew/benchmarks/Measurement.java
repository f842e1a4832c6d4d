package dev.curfew.benchmarks;

import java.io.IOException;
import java.util.Map;

/** One cell, measured in a JVM of its own, as often as there are rounds. */
public interface Measurement {

    /** What is measured, such as "request". */
    String measure();

    /** Under which conditions, such as rival=curfew. */
    Map<String, String> cell();

    /** In how many rounds. */
    int rounds();

    /** Whether this JDK can do it. */
    boolean runsOn(Jdk jdk);

    /**
     * Measures once and returns the values, by names that end in their unit.
     *
     * @throws IOException if the JVM failed; nothing was measured then
     */
    Map<String, Double> measure(Jdk jdk) throws IOException, InterruptedException;
}
