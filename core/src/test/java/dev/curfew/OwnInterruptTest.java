package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnInterruptTest {

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

    private InFlightRequest expired(String onTimeout) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(20))
                .set("on-timeout", onTimeout)
                .set("warn-at", "off")
                .build();
        InFlightRequest request = watchdog.watch(policy, new RequestDescription("GET", "/orders/7", "/orders/*"));
        assertThat(request.deadline().hasInterrupted()).isFalse();
        while (expired.getCount() > 0) {
            Thread.onSpinWait();
        }
        return request;
    }

    @Test
    void threadThatWasInterruptedAtTheDeadlineIsToldSoEvenWhenItHasNoticed() {
        try (InFlightRequest request = expired("interrupt")) {
            assertThat(Thread.interrupted()).isTrue();
            assertThat(request.deadline().hasInterrupted()).isTrue();
        }
    }

    @Test
    void interruptOfSomebodyElseIsNotTheRequestsOwn() {
        try (InFlightRequest request = expired("cancel")) {
            Thread.currentThread().interrupt();
            assertThat(request.deadline().hasInterrupted()).isFalse();
        }
    }

    @Test
    void threadThatDoesNotWorkForTheRequestWasNotInterrupted() throws Exception {
        try (InFlightRequest request = expired("interrupt")) {
            assertThat(Thread.interrupted()).isTrue();
            boolean[] found = {true};
            Thread stranger = new Thread(() -> found[0] = request.deadline().hasInterrupted());
            stranger.start();
            stranger.join();
            assertThat(found[0]).isFalse();
        }
        assertThat(Deadline.current().hasInterrupted()).isFalse();
    }

    @Test
    void threadBesideIsToldOfItsOwnInterrupt() throws Exception {
        boolean[] found = {false};
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(300))
                .set("on-timeout", "interrupt")
                .set("warn-at", "off")
                .build();
        try (InFlightRequest request =
                watchdog.watch(policy, new RequestDescription("GET", "/orders/7", "/orders/*"))) {
            Thread beside = new Thread(request.deadline().wrap(() -> {
                while (expired.getCount() > 0) {
                    Thread.onSpinWait();
                }
                found[0] = Deadline.current().hasInterrupted();
            }));
            beside.start();
            while (beside.isAlive()) {
                Thread.onSpinWait();
            }
        }
        assertThat(found[0]).isTrue();
    }
}
