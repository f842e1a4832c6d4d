package dev.curfew.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** How numbers are kept and shown: no digit that says nothing. */
final class Numbers {

    private Numbers() {}

    /** Three digits, or all before the point. */
    static String format(double value) {
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** A limit as it was written. */
    static String plain(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : BigDecimal.valueOf(value).toPlainString();
    }

    /** Six digits, for the raw results. */
    static double round(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(6)).doubleValue();
    }
}
