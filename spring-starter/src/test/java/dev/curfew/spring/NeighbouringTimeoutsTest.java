package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class NeighbouringTimeoutsTest {

    private final MockEnvironment environment = new MockEnvironment();

    private List<String> contradictions(TimeoutAction... actions) {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(Duration.ofSeconds(20)).onTimeout(actions).build();
        return new NeighbouringTimeouts(environment, policy).contradictions();
    }

    @Test
    void appThatSetsNoneIsWarnedOfNone() {
        assertThat(contradictions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        spring.mvc.async.request-timeout             | 5s    | spring.mvc.async.request-timeout=5s is shorter than curfew.timeout=20s
        spring.mvc.async.request-timeout             | 5000  | spring.mvc.async.request-timeout=5s is shorter than curfew.timeout=20s
        spring.transaction.default-timeout           | 20    | spring.transaction.default-timeout=20s is not shorter than curfew.timeout=20s
        spring.transaction.default-timeout           | PT1M  | spring.transaction.default-timeout=1m is not shorter than
        spring.lifecycle.timeout-per-shutdown-phase  | 10s   | spring.lifecycle.timeout-per-shutdown-phase=10s is shorter than curfew.timeout=20s and on-timeout only logs
        """)
    void contradictionIsNamedWithItsRemedy(String key, String value, String text) {
        environment.setProperty(key, value);
        assertThat(contradictions())
                .singleElement()
                .asString()
                .startsWith(text)
                .containsPattern("(Set|Leave|Add) .*\\.$");
    }

    @ParameterizedTest
    @CsvSource({
        "spring.mvc.async.request-timeout, 20s",
        "spring.transaction.default-timeout, 19",
        "spring.lifecycle.timeout-per-shutdown-phase, 20s",
        "spring.mvc.async.request-timeout, nonsense"
    })
    void whatFitsIsNotNamed(String key, String value) {
        environment.setProperty(key, value);
        assertThat(contradictions()).isEmpty();
    }

    @Test
    void shutdownPhaseIsFineWhereRequestsAreAnswered() {
        environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "10s");
        assertThat(contradictions(TimeoutAction.ABORT)).isEmpty();
        assertThat(NeighbouringTimeouts.shutdownPhase(environment)).isEqualTo(Duration.ofSeconds(10));
    }
}
