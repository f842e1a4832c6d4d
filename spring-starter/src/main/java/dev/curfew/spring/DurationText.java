package dev.curfew.spring;

import java.time.Duration;
import java.util.Locale;

/** Durations as the log writes them. */
final class DurationText {

    private DurationText() {}

    static String of(Duration duration) {
        return String.format(Locale.ROOT, "%.3fs", duration.toMillis() / 1000.0);
    }
}
