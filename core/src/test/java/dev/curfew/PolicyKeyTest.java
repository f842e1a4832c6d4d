package dev.curfew;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutAction.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyKeyTest {

    private static final String DURATION = " (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)";

    private static TimeoutPolicy with(String key, String value) {
        return TimeoutPolicy.builder(Duration.ofSeconds(30)).set(key, value).build();
    }

    @Test
    void everyKeySetsItsValue() {
        assertThat(with("timeout", "45s").timeout()).isEqualTo(Duration.ofSeconds(45));
        assertThat(with("warn-at", "25s").warnAt()).isEqualTo(WarnAt.after(Duration.ofSeconds(25)));
        assertThat(with("warn-at", "99%").warnAt()).isEqualTo(WarnAt.percent(99));
        assertThat(with("warn-at", "off").warnAt()).isEqualTo(WarnAt.off());
        assertThat(with("on-timeout", "abort, cancel").onTimeout()).containsExactly(LOG, CANCEL, ABORT);
        assertThat(with("on-timeout", "interrupt").onTimeout()).containsExactly(LOG, INTERRUPT);
        assertThat(with("on-timeout", "log").onTimeout()).containsExactly(LOG);
        assertThat(with("grace", "1m").grace()).isEqualTo(Duration.ofMinutes(1));
        assertThat(with("status", "504").status()).isEqualTo(504);
        assertThat(with("retry-after", "0s").retryAfter()).isEqualTo(Duration.ZERO);
        assertThat(with("max-extension", "0s").maxExtension()).isEqualTo(Duration.ZERO);
        assertThat(with("max-shield", "24h").maxShield()).isEqualTo(Duration.ofHours(24));
        assertThat(with("max-abandoned", "1").maxAbandoned()).isEqualTo(1);
        assertThat(with("when-committed", "break-off").breaksOffCommitted()).isTrue();
        assertThat(with("when-committed", "answer").breaksOffCommitted()).isFalse();
        assertThat(with("when-debugging", "log").logWhenDebugging()).isTrue();
        assertThat(with("when-debugging", "enforce").logWhenDebugging()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S", "1500ms, PT1.5S", "250us, PT0.00025S", "1ns, PT0.000000001S", "2m, PT2M", "3h, PT3H",
        "1d, PT24H", "PT30S, PT30S", "pt0.5s, PT0.5S", "+5s, PT5S", "' 7s ', PT7S", "86400000000000ns, PT24H"
    })
    void durationsAreReadWithTheirUnits(String text, String expected) {
        assertThat(with("timeout", text).timeout()).isEqualTo(Duration.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "30 s",
                "s",
                "30sec",
                "1.5s",
                "1_000ms",
                "0x1Es",
                "30S",
                "forever",
                "30s,",
                "PT",
                "٣s",
                "99999999999999999999s",
                "999999999999999999d",
                "9999999999999999us"
            })
    void whatIsNoDurationIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("timeout", text))
                .withMessage("timeout: " + text + DURATION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout       | 0s      | timeout: 0s (expected: > 0; use enabled=false to switch the filter off)",
                "timeout       | -1s     | timeout: -1s (expected: > 0; use enabled=false to switch the filter off)",
                "timeout       | -1500ms | timeout: -1500ms (expected: > 0; use enabled=false to switch the filter off)",
                "timeout       | 24h1ns  | timeout: 24h1ns" + DURATION,
                "timeout       | 25h     | timeout: 25h (expected: <= 24h; use enabled=false to switch the filter off)",
                "timeout       | 86400001ms | timeout: 86400001ms (expected: <= 24h; use enabled=false to switch the filter off)",
                "warn-at       | 0%      | warn-at: 0% (expected: 1% to 99%; use off to have no warning)",
                "warn-at       | 100%    | warn-at: 100% (expected: 1% to 99%; use off to have no warning)",
                "warn-at       | -5%     | warn-at: -5% (expected: 1% to 99%; use off to have no warning)",
                "warn-at       | 0s      | warn-at: 0s (expected: > 0; use off to have no warning)",
                "warn-at       | -1s     | warn-at: -1s (expected: > 0; use off to have no warning)",
                "warn-at       | 25h     | warn-at: 25h (expected: <= 24h; use off to have no warning)",
                "warn-at       | 31s     | warn-at: 31s (expected: < the timeout, which is 30s; use a percentage, or off)",
                "warn-at       | 80      | warn-at: 80 (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                "warn-at       | 80.5%   | warn-at: 80.5% (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                "warn-at       | %       | warn-at: % (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                "warn-at       | OFF     | warn-at: OFF (expected: a whole percentage such as 80%, a duration such as 25s, or off)",
                "on-timeout    | kill    | on-timeout: kill (expected: any of log, cancel, interrupt, abort, comma-separated; 'kill' is none of them)",
                "on-timeout    | log,    | on-timeout: log, (expected: any of log, cancel, interrupt, abort, comma-separated; '' is none of them)",
                "on-timeout    | Abort   | on-timeout: Abort (expected: any of log, cancel, interrupt, abort, comma-separated; 'Abort' is none of them)",
                "on-timeout    | abort,log,abort | on-timeout: abort,log,abort (expected: each action once; remove the second abort)",
                "grace         | 0s      | grace: 0s (expected: > 0; it is when a request that still runs is called stuck)",
                "grace         | -1m     | grace: -1m (expected: > 0; it is when a request that still runs is called stuck)",
                "grace         | 48h     | grace: 48h (expected: <= 24h; it is when a request that still runs is called stuck)",
                "status        | 399     | status: 399 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "status        | 600     | status: 600 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "status        | -503    | status: -503 (expected: 400 to 599; 503 and 504 are the usual ones)",
                "status        | 5O3     | status: 5O3 (expected: a whole number)",
                "status        | 503.0   | status: 503.0 (expected: a whole number)",
                "retry-after   | -1s     | retry-after: -1s (expected: >= 0; leave it out to send no Retry-After header)",
                "retry-after   | 25h     | retry-after: 25h (expected: <= 24h; leave it out to send no Retry-After header)",
                "retry-after   | 1500ms  | retry-after: 1500ms (expected: whole seconds; the header knows no fractions)",
                "retry-after   | 1ns     | retry-after: PT0.000000001S (expected: whole seconds; the header knows no fractions)",
                "max-extension | -1s     | max-extension: -1s (expected: >= 0; 0s allows no extension)",
                "max-extension | 25h     | max-extension: 25h (expected: <= 24h; 0s allows no extension)",
                "max-shield    | -1s     | max-shield: -1s (expected: >= 0; 0s gives shielded sections no time)",
                "max-shield    | 25h     | max-shield: 25h (expected: <= 24h; 0s gives shielded sections no time)",
                "max-abandoned | 0       | max-abandoned: 0 (expected: >= 1; use a large number to refuse no request)",
                "max-abandoned | -1      | max-abandoned: -1 (expected: >= 1; use a large number to refuse no request)",
                "max-abandoned | 2147483648 | max-abandoned: 2147483648 (expected: a whole number)",
                "when-committed | abort  | when-committed: abort (expected: answer or break-off)",
                "when-debugging | off    | when-debugging: off (expected: enforce or log)",
                "when-debugging | LOG    | when-debugging: LOG (expected: enforce or log)",
                "Timeout       | 30s     | Timeout (expected: one of timeout, warn-at, on-timeout, grace, status, retry-after, max-extension, max-shield, max-abandoned, when-committed, when-debugging)",
            })
    void errorSaysNameValueBoundAndRemedy(String key, String value, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> with(key, value)).withMessage(message);
    }

    @Test
    void keysAreThoseThatCanBeSet() {
        assertThat(TimeoutPolicyBuilder.keys())
                .containsExactly(
                        "timeout",
                        "warn-at",
                        "on-timeout",
                        "grace",
                        "status",
                        "retry-after",
                        "max-extension",
                        "max-shield",
                        "max-abandoned",
                        "when-committed",
                        "when-debugging");
    }

    @Test
    void emptyValuesAreRefusedToo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("on-timeout", " "))
                .withMessage("on-timeout:  (expected: any of log, cancel, interrupt, abort, comma-separated;"
                        + " '' is none of them)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("status", ""))
                .withMessage("status:  (expected: a whole number)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("retry-after", ""))
                .withMessage("retry-after: " + DURATION);
    }

    @Test
    void boundsThemselvesAreAllowed() {
        assertThat(with("timeout", "24h").timeout()).isEqualTo(Duration.ofHours(24));
        assertThat(with("timeout", "1ns").timeout()).isEqualTo(Duration.ofNanos(1));
        assertThat(with("warn-at", "1%").warnAt()).isEqualTo(WarnAt.percent(1));
        assertThat(with("grace", "24h").grace()).isEqualTo(Duration.ofHours(24));
        assertThat(with("status", "400").status()).isEqualTo(400);
        assertThat(with("status", "599").status()).isEqualTo(599);
        assertThat(with("retry-after", "24h").retryAfter()).isEqualTo(Duration.ofHours(24));
        assertThat(with("max-extension", "24h").maxExtension()).isEqualTo(Duration.ofHours(24));
        assertThat(with("max-abandoned", "2147483647").maxAbandoned()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void refusedValueLeavesTheBuilderAsItWas() {
        TimeoutPolicyBuilder builder =
                TimeoutPolicy.builder(Duration.ofSeconds(30)).status(504);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.set("status", "200"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.set("timeout", "-1s"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.set("on-timeout", "abort,kill"));

        assertThat(builder.build())
                .isEqualTo(TimeoutPolicy.builder(Duration.ofSeconds(30))
                        .status(504)
                        .build());
    }

    @Test
    void ratesOfTheWatchdogMustBeAtLeastOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Watchdog.builder().logEntriesPerSecond(0))
                .withMessage("logEntriesPerSecond: 0 (expected: >= 1; a storm must leave a trace)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Watchdog.builder().stacksPerSecond(-1))
                .withMessage("stacksPerSecond: -1 (expected: >= 1; a storm must leave a trace)");
    }
}
