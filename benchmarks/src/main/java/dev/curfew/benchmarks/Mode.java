package dev.curfew.benchmarks;

/** How much is measured: all of it, or enough to see whether something has become slower. */
public enum Mode {
    QUICK,
    FULL
}
