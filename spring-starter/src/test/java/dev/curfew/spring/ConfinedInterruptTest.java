package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfinedInterruptTest {

    private final CountDownLatch expired = new CountDownLatch(1);
    private final Watchdog watchdog = Watchdog.builder()
            .logging(false)
            .listener(report -> {
                if (report.event() == TimeoutEvent.EXPIRED) {
                    expired.countDown();
                }
            })
            .build();

    @AfterEach
    void close() {
        watchdog.close();
        boolean unused = Thread.interrupted();
    }

    /** Leaves what the deadline's interrupts reach, after all of them; returns whether one of them is still there. */
    private boolean isInterruptedAfterwards(String onTimeout) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(20))
                .set("on-timeout", onTimeout)
                .set("warn-at", "off")
                .build();
        try (InFlightRequest request =
                watchdog.watch(policy, new RequestDescription("GET", "/orders/7", "/orders/*"))) {
            ConfinedInterrupt interrupt = new ConfinedInterrupt();
            request.deadline().onExpiry(interrupt::interrupt);
            while (expired.getCount() > 0) {
                Thread.onSpinWait(); // a client that does not notice
            }
            interrupt.leave();
            return Thread.interrupted();
        }
    }

    @Test
    void ownInterruptIsTakenBack() {
        assertThat(isInterruptedAfterwards("cancel")).isFalse();
    }

    @Test
    void interruptOfTheRequestThatComesWhileTheClientGoesOnStays() {
        assertThat(isInterruptedAfterwards("cancel,interrupt")).isTrue();
    }

    @Test
    void interruptOfTheAppThatCameBeforeStays() {
        Thread.currentThread().interrupt();
        assertThat(isInterruptedAfterwards("cancel")).isTrue();
    }
}
