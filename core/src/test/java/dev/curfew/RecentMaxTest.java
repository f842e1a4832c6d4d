package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentMaxTest {

    private final RecentMax max = new RecentMax();

    private static long at(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000)).toNanos();
    }

    @Test
    void largestValueIsKeptForHalfToOneMinuteAndThenForgotten() {
        max.record(7, at(29));
        max.record(3, at(29.5));
        assertThat(max.max(at(29.9))).isEqualTo(7);
        assertThat(max.max(at(59.9))).isEqualTo(7);
        assertThat(max.max(at(60))).isZero();
    }

    @Test
    void readingTakesNothingAway() {
        max.record(7, at(1));
        assertThat(max.max(at(2))).isEqualTo(7);
        assertThat(max.max(at(2))).isEqualTo(7);
    }

    @Test
    void whatIsEarlyIsNoLag() {
        max.record(-5, at(1));
        assertThat(max.max(at(1))).isZero();
    }
}
