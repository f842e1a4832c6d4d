package dev.curfew.spring;

import java.time.Duration;
import java.util.Locale;

/** Durations as the log writes them. */
final class DurationText {

    private DurationText() {}

    /** One that was measured, in seconds and thousandths. */
    static String measured(Duration duration) {
        return String.format(Locale.ROOT, "%.3fs", duration.toMillis() / 1000.0);
    }

    /** One that was configured, in the largest unit of which it is a whole number. */
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 60 != 0 ? seconds + "s" : seconds % 3600 != 0 ? seconds / 60 + "m" : seconds / 3600 + "h";
    }
}
