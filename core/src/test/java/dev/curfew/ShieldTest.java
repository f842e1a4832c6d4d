package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static dev.curfew.TimeoutEvent.SHIELDED;
import static dev.curfew.TimeoutEvent.WARNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShieldTest {

    private final TestWatchdog test = new TestWatchdog();
    private final WatchedRequest request = test.watch(tenSeconds(CANCEL));
    private final Deadline deadline = request.deadline();

    @AfterEach
    void end() {
        test.close();
    }

    @Test
    void sectionHoldsTheDeadlineOffUntilItsEnd() {
        deadline.shield(() -> {
            test.passSeconds(14.9);
            assertThat(deadline.isExpired()).isFalse();
            assertThat(deadline.remaining()).isZero();
        });
        assertThat(deadline.isExpired()).isFalse();
        test.handleDue();

        assertThat(deadline.isExpired()).isTrue();
        assertThat(test.report(EXPIRED).note()).isEqualTo("held off by a shielded section");
        assertThat(test.report(EXPIRED).elapsed()).isEqualTo(Duration.ofMillis(14_900));
        assertThat(test.report(EXPIRED).late()).isEqualTo(Duration.ofMillis(4_900));
    }

    @Test
    void sectionCannotOutlastMaxShield() {
        deadline.shield(() -> {
            test.passSeconds(10);
            test.pass(Duration.ofSeconds(5).minusNanos(1));
            assertThat(deadline.isExpired()).isFalse();
            test.pass(Duration.ofNanos(1));
            assertThat(deadline.isExpired()).isTrue();
        });
        assertThat(test.report(EXPIRED).note()).isEqualTo("shielded section outlasted max-shield");
    }

    @Test
    void outermostOfNestedSectionsCounts() {
        deadline.shield(() -> {
            deadline.shield(() -> test.passSeconds(11));
            test.handleDue();
            assertThat(deadline.isExpired()).isFalse();
        });
        test.handleDue();
        assertThat(deadline.isExpired()).isTrue();
    }

    @Test
    void sectionsOneAfterTheOtherShareMaxShield() {
        deadline.shield(() -> test.passSeconds(12));
        deadline.shield(() -> {
            test.pass(Duration.ofSeconds(3).minusNanos(1));
            assertThat(deadline.isExpired()).isFalse();
            test.pass(Duration.ofNanos(1));
            assertThat(deadline.isExpired()).isTrue();
        });
    }

    @Test
    void sectionThatEndsInTimeLeavesTheDeadlineAsItWas() {
        deadline.shield(() -> test.passSeconds(9.9));
        test.pass(Duration.ofMillis(100).minusNanos(1));
        assertThat(deadline.isExpired()).isFalse();
        test.pass(Duration.ofNanos(1));
        assertThat(deadline.isExpired()).isTrue();
        assertThat(test.report(EXPIRED).note()).isNull();
    }

    @Test
    void extensionInsideTheSectionTakesTheExpiryBack() {
        deadline.shield(() -> {
            test.passSeconds(11);
            assertThat(deadline.extendBy(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        });
        test.handleDue();
        assertThat(deadline.isExpired()).isFalse();
        test.passSeconds(4);
        assertThat(test.report(EXPIRED).note()).isNull();
    }

    @Test
    void valueAndExceptionOfTheSectionComeThrough() {
        assertThat(deadline.<String, RuntimeException>shield(() -> "done")).isEqualTo("done");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> deadline.shield(() -> {
                    throw new IOException("broken");
                }));
        test.passSeconds(10);
        assertThat(deadline.isExpired()).isTrue();
    }

    @Test
    void sectionIsRefusedAfterExpiryUnderAPolicyThatEnforces() {
        test.passSeconds(10);
        AtomicBoolean begun = new AtomicBoolean();
        assertThatExceptionOfType(RequestTimeoutException.class)
                .isThrownBy(() -> deadline.shield(() -> begun.set(true)));
        assertThatExceptionOfType(RequestTimeoutException.class)
                .isThrownBy(() -> deadline.<Boolean, RuntimeException>shield(() -> begun.getAndSet(true)));
        assertThat(begun).isFalse();
    }

    @Test
    void sectionIsRunAfterExpiryUnderAPolicyThatLogs() {
        WatchedRequest logged = test.watch(tenSeconds());
        test.passSeconds(10);
        AtomicBoolean begun = new AtomicBoolean();
        logged.deadline().shield(() -> begun.set(true));
        assertThat(begun).isTrue();
    }

    @Test
    void completionInsideALateSectionIsReportedAsHeldOff() {
        deadline.shield(() -> {
            test.passSeconds(11);
            assertThat(request.complete(Completion.normal())).isTrue();
        });
        assertThat(test.events()).containsExactly(SHIELDED);
        assertThat(test.report(SHIELDED).late()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void completionRightAfterALateSectionIsReportedAsHeldOff() {
        deadline.shield(() -> test.passSeconds(11));
        assertThat(request.complete(Completion.normal())).isTrue();
        assertThat(test.events()).containsExactly(SHIELDED);
    }

    @Test
    void warningComesInsideASection() {
        deadline.shield(() -> test.passSeconds(8));
        assertThat(test.events()).containsExactly(WARNED);
    }
}
