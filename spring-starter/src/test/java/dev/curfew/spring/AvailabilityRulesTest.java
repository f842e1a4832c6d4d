package dev.curfew.spring;

import static dev.curfew.spring.AvailabilityRules.State.BROKEN;
import static dev.curfew.spring.AvailabilityRules.State.FINE;
import static dev.curfew.spring.AvailabilityRules.State.REFUSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvailabilityRulesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static AvailabilityRules rules(String share, Duration brokenAfter) {
        CurfewProperties.Health health = new CurfewProperties.Health();
        health.setRefuseTrafficAt(share);
        health.setBrokenAfter(brokenAfter);
        return AvailabilityRules.of(health, 200);
    }

    @Test
    void trafficIsRefusedBeyondTheShareAndTakenAgainAtIt() {
        AvailabilityRules rules = rules("50%", null);
        assertThat(rules.next(100, 0)).isEqualTo(FINE);
        assertThat(rules.next(101, 1)).isEqualTo(REFUSING);
        assertThat(rules.next(101, 1000 * SECOND)).isEqualTo(REFUSING);
        assertThat(rules.next(100, 1001 * SECOND)).isEqualTo(FINE);
    }

    @Test
    void appIsBrokenWhenThatLastsAndWholeAgainWhenItIsOver() {
        AvailabilityRules rules = rules("50%", Duration.ofSeconds(60));
        rules.next(150, 5 * SECOND);
        assertThat(rules.next(150, 65 * SECOND - 1)).isEqualTo(REFUSING);
        assertThat(rules.next(150, 65 * SECOND)).isEqualTo(BROKEN);
        assertThat(rules.next(150, 66 * SECOND)).isEqualTo(BROKEN);
        assertThat(rules.next(7, 67 * SECOND)).isEqualTo(FINE);
    }

    @Test
    void timeBeginsAnewEachTime() {
        AvailabilityRules rules = rules("50%", Duration.ofSeconds(60));
        rules.next(150, 0);
        rules.next(50, 59 * SECOND);
        rules.next(150, 60 * SECOND);
        assertThat(rules.next(150, 119 * SECOND)).isEqualTo(REFUSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"50", "0%", "100%", "-1%", "half", ""})
    void shareIsAPercentage(String share) {
        assertThatThrownBy(() -> rules(share, null))
                .hasMessageContaining("curfew.health.refuse-traffic-at: " + share)
                .hasMessageContaining("1% to 99%");
    }

    @Test
    void brokenAfterIsPositive() {
        assertThatThrownBy(() -> rules("50%", Duration.ZERO)).hasMessageContaining("curfew.health.broken-after: PT0S");
    }
}
