package dev.curfew.benchmarks;

import java.util.Set;

/** A row of the table of what must hold. */
sealed interface Requirement permits Bounded, InsideNoise {

    /** What it is about, for readers. */
    String what();

    /** Which measures it is made from. */
    Set<String> measures();

    /** The first JDK that it is asked of. */
    int firstJdk();

    /** What must hold, for readers. */
    String must();

    /** What is aimed at, for readers; empty if no more than what must hold. */
    String aim();

    /** Judges what was measured on one JDK. */
    Outcome on(Cells cells);
}
