package dev.curfew;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutAction.LOG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeoutPolicyTest {

    private static TimeoutPolicyBuilder builder() {
        return TimeoutPolicy.builder(Duration.ofSeconds(30));
    }

    private static TimeoutPolicy full() {
        return TimeoutPolicy.builder(Duration.ofMillis(1500))
                .name("reports")
                .warnAt(WarnAt.after(Duration.ofSeconds(1)))
                .onTimeout(ABORT, INTERRUPT, CANCEL)
                .grace(Duration.ofMinutes(2))
                .status(504)
                .retryAfter(Duration.ofSeconds(90))
                .maxExtension(Duration.ZERO)
                .maxShield(Duration.ofNanos(1_500))
                .maxAbandoned(7)
                .breakOffCommitted(true)
                .logWhenDebugging(true)
                .build();
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        TimeoutPolicy policy = builder().build();

        assertThat(policy.name()).isEqualTo("default");
        assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.warnAt()).isEqualTo(WarnAt.percent(80));
        assertThat(policy.onTimeout()).containsExactly(LOG);
        assertThat(policy.grace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.status()).isEqualTo(503);
        assertThat(policy.retryAfter()).isNull();
        assertThat(policy.maxExtension()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.maxShield()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.maxAbandoned()).isEqualTo(1000);
        assertThat(policy.breaksOffCommitted()).isFalse();
        assertThat(policy.logWhenDebugging()).isFalse();
        assertThat(policy.enforces()).isFalse();
    }

    @Test
    void printsAllValuesByTheirKeys() {
        assertThat(builder().build())
                .hasToString(
                        "policy=default timeout=30s warn-at=80% on-timeout=log grace=10s status=503"
                                + " max-extension=5m max-shield=5s max-abandoned=1000 when-committed=answer when-debugging=enforce");
        assertThat(full())
                .hasToString("policy=reports timeout=1500ms warn-at=1s on-timeout=log,cancel,interrupt,abort grace=2m"
                        + " status=504 retry-after=90s max-extension=0s max-shield=PT0.0000015S max-abandoned=7"
                        + " when-committed=break-off when-debugging=log");
    }

    @Test
    void whatIsPrintedCanBeReadBack() {
        TimeoutPolicyBuilder read = builder().name("reports");
        for (String pair : full().toString().split(" ", -1)) {
            String[] parts = pair.split("=", 2);
            if (!parts[0].equals("policy")) {
                read.set(parts[0], parts[1]);
            }
        }

        assertThat(read.build()).isEqualTo(full()).hasSameHashCodeAs(full());
    }

    @Test
    void toBuilderAndCopyHaveAllValues() {
        assertThat(full().toBuilder().build()).isEqualTo(full());
        assertThat(full().toBuilder().copy().build()).isEqualTo(full());
        assertThat(full()).isNotEqualTo(builder().build());
    }

    @Test
    void copyIsIndependentOfItsOrigin() {
        TimeoutPolicyBuilder origin = builder().onTimeout(CANCEL);
        TimeoutPolicyBuilder copy = origin.copy().onTimeout(ABORT).status(500);
        origin.onTimeout(INTERRUPT);

        assertThat(copy.build().onTimeout()).containsExactly(LOG, ABORT);
        assertThat(origin.build().onTimeout()).containsExactly(LOG, INTERRUPT);
        assertThat(origin.build().status()).isEqualTo(503);
    }

    @Test
    void builtPolicyDoesNotFollowItsBuilder() {
        TimeoutPolicyBuilder builder = builder().onTimeout(CANCEL);
        TimeoutPolicy policy = builder.build();
        builder.onTimeout(ABORT).timeout(Duration.ofSeconds(1));

        assertThat(policy.onTimeout()).containsExactly(LOG, CANCEL);
        assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThatThrownBy(() -> policy.onTimeout().add(ABORT)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void logIsAlwaysAmongTheActions() {
        assertThat(builder().onTimeout().build().onTimeout()).containsExactly(LOG);
        assertThat(builder().onTimeout(ABORT).build().onTimeout()).containsExactly(LOG, ABORT);
        assertThat(builder().onTimeout(ABORT).onTimeout(CANCEL).build().onTimeout())
                .containsExactly(LOG, CANCEL);
    }

    @Test
    void anyActionButLogEnforces() {
        assertThat(builder().onTimeout(CANCEL).build().enforces()).isTrue();
        assertThat(builder().onTimeout(INTERRUPT).build().enforces()).isTrue();
        assertThat(builder().onTimeout(ABORT).build().enforces()).isTrue();
        assertThat(builder().onTimeout(LOG).build().enforces()).isFalse();
    }

    @Test
    void blankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().name(" "))
                .withMessage("policy: ' ' (expected: a name; leave it out for the default)");
    }

    @Test
    void fixedWarningMustComeBeforeTheTimeout() {
        TimeoutPolicyBuilder late = builder().warnAt(WarnAt.after(Duration.ofSeconds(30)));
        assertThatIllegalArgumentException()
                .isThrownBy(late::build)
                .withMessage("warn-at: 30s (expected: < the timeout, which is 30s; use a percentage, or off)");
        assertThat(late.timeout(Duration.ofMillis(30_001)).build().warnAt()).hasToString("30s");
    }

    @Test
    void warningIsDueAtItsShareOfTheTimeoutWithoutOverflow() {
        assertThat(WarnAt.percent(80).nanosOf(Duration.ofHours(24).toNanos()))
                .isEqualTo(Duration.ofMinutes(1152).toNanos());
        assertThat(WarnAt.percent(33).nanosOf(101)).isEqualTo(33);
        assertThat(WarnAt.off().nanosOf(100)).isEqualTo(-1);
        assertThat(WarnAt.after(Duration.ofSeconds(1)).nanosOf(100)).isEqualTo(1_000_000_000L);
    }

    @Test
    void warningsAreEqualByTheirTime() {
        assertThat(WarnAt.parse("80%")).isEqualTo(WarnAt.percent(80)).hasSameHashCodeAs(WarnAt.percent(80));
        assertThat(WarnAt.parse("off")).isEqualTo(WarnAt.off()).isNotEqualTo(WarnAt.percent(1));
        assertThat(WarnAt.parse("1500ms")).isEqualTo(WarnAt.after(Duration.ofMillis(1500)));
    }

    @Test
    void policyOnlyLogsInADebuggedJvmWhereItSaysSo() {
        TimeoutPolicy log = full().whenDebugging();
        assertThat(log.onTimeout()).containsExactly(LOG);
        assertThat(log.timeout()).isEqualTo(full().timeout());

        TimeoutPolicy enforce = full().toBuilder().logWhenDebugging(false).build();
        assertThat(enforce.whenDebugging()).isSameAs(enforce);
    }
}
