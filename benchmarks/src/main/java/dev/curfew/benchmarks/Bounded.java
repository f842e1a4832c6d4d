package dev.curfew.benchmarks;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A requirement that holds if a quantity is within a bound, in the worst of its cells.
 *
 * @param aim of another quantity if need be
 * @param baseline what is found without us: where that breaks the bound already, nothing is proved
 */
record Bounded(
        String what,
        int firstJdk,
        Bound bound,
        @Nullable Bound aimed,
        @Nullable Quantity baseline) implements Requirement {

    static Bounded of(String what, Bound bound, double aim) {
        return new Bounded(what, 17, bound, bound.to(aim), null);
    }

    static Bounded of(String what, Bound bound) {
        return new Bounded(what, 17, bound, null, null);
    }

    Bounded since(int jdk) {
        return new Bounded(what, jdk, bound, aimed, baseline);
    }

    Bounded aimingAt(Bound other) {
        return new Bounded(what, firstJdk, bound, other, baseline);
    }

    Bounded against(Quantity without) {
        return new Bounded(what, firstJdk, bound, aimed, without);
    }

    @Override
    public Set<String> measures() {
        Set<String> all = new HashSet<>(bound.quantity().measures());
        if (aimed != null) {
            all.addAll(aimed.quantity().measures());
        }
        return all;
    }

    @Override
    public String must() {
        return bound.toString();
    }

    @Override
    public String aim() {
        return aimed == null ? "" : aimed.toString();
    }

    @Override
    public Outcome on(Cells cells) {
        Series worst = bound.worst(cells).orElse(null);
        if (worst == null) {
            return Outcome.NOT_MEASURED;
        }
        String found = bound.found(worst, cells);
        Optional<Series> aimedAt = aimed == null ? Optional.empty() : aimed.worst(cells);
        if (aimed != null && aimed.quantity() != bound.quantity()) {
            found += "; " + aimedAt.map(series -> aimed.found(series, cells)).orElse("aim not measured");
        }
        if (baseline != null) {
            Bound without = bound.of(baseline);
            Series best = without.worst(cells).orElse(null);
            if (best == null) {
                return Outcome.NOT_MEASURED;
            }
            found += "; " + best.spread() + " without";
            if (!bound.holds(worst) && !bound.holds(best)) {
                return new Outcome(Verdict.VOID, found);
            }
        }
        return new Outcome(verdict(worst, aimedAt), found);
    }

    private Verdict verdict(Series worst, Optional<Series> aimedAt) {
        if (!bound.holds(worst)) {
            return Verdict.MISSED;
        }
        return aimed != null && aimedAt.filter(aimed::holds).isPresent() ? Verdict.AIM_MET : Verdict.MET;
    }
}
