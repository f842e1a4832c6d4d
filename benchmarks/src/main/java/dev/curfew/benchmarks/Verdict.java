package dev.curfew.benchmarks;

import java.util.Locale;

/** Whether a requirement holds, from best to worst. */
enum Verdict {
    AIM_MET,
    MET,
    VOID,
    NOT_MEASURED,
    MISSED;

    boolean isMet() {
        return this == AIM_MET || this == MET;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
