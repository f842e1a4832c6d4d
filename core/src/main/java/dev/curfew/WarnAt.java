package dev.curfew;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When a running request is warned of: after a fraction of its timeout, after a fixed time, or never. */
public final class WarnAt {

    private static final WarnAt OFF = new WarnAt(0, null);

    private final int percent;
    private final @Nullable Duration after;

    private WarnAt(int percent, @Nullable Duration after) {
        this.percent = percent;
        this.after = after;
    }

    /**
     * After this share of the timeout, in percent; it follows the deadline when that is extended.
     *
     * @throws IllegalArgumentException unless {@code 1 <= percent <= 99}
     */
    public static WarnAt percent(int percent) {
        if (percent < 1 || percent > 99) {
            throw new IllegalArgumentException(
                    "warn-at: " + percent + "% (expected: 1% to 99%; use off to have no warning)");
        }
        return new WarnAt(percent, null);
    }

    /**
     * This long after the request began.
     *
     * @throws IllegalArgumentException unless {@code 0 < after <= 24h}
     */
    public static WarnAt after(Duration after) {
        return new WarnAt(0, Durations.positive("warn-at", after, "use off to have no warning"));
    }

    /** Never. */
    public static WarnAt off() {
        return OFF;
    }

    /**
     * Reads {@code 80%}, a duration such as {@code 25s}, or {@code off}.
     *
     * @throws IllegalArgumentException if the text is none of these, or out of bounds
     */
    public static WarnAt parse(String text) {
        if (text.equals("off")) {
            return OFF;
        }
        if (text.endsWith("%")) {
            return percent(parsePercent(text));
        }
        return after(parseDuration(text));
    }

    private static int parsePercent(String text) {
        try {
            return Integer.parseInt(text.substring(0, text.length() - 1).strip());
        } catch (NumberFormatException e) {
            throw unreadable(text, e);
        }
    }

    private static Duration parseDuration(String text) {
        try {
            return Durations.parse("warn-at", text);
        } catch (IllegalArgumentException e) {
            throw unreadable(text, e);
        }
    }

    private static IllegalArgumentException unreadable(String text, Exception cause) {
        return new IllegalArgumentException(
                "warn-at: " + text + " (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                cause);
    }

    /** Nanoseconds after the start of a request with this timeout, or -1 for never. */
    long nanosOf(long timeoutNanos) {
        if (after != null) {
            return after.toNanos();
        }
        return percent == 0 ? -1 : timeoutNanos / 100 * percent + timeoutNanos % 100 * percent / 100;
    }

    /**
     * Refuses a warning that could never come.
     *
     * @throws IllegalArgumentException if the warning is due at or after the timeout
     */
    void checkAgainst(Duration timeout) {
        if (after != null && after.compareTo(timeout) >= 0) {
            throw new IllegalArgumentException("warn-at: " + this + " (expected: < the timeout, which is "
                    + Durations.text(timeout) + "; use a percentage, or off)");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WarnAt that && percent == that.percent && Objects.equals(after, that.after);
    }

    @Override
    public int hashCode() {
        return Objects.hash(percent, after);
    }

    @Override
    public String toString() {
        if (after != null) {
            return Durations.text(after);
        }
        return percent == 0 ? "off" : percent + "%";
    }
}
