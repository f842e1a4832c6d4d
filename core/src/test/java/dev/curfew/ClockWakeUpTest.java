package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often the clock of a real watchdog wakes up. */
class ClockWakeUpTest {

    private static final Duration SHORTEST = Duration.ofMillis(200);

    private final Watchdog watchdog = Watchdog.builder().logging(false).build();
    private final Clock clock = watchdog.clock();

    @AfterEach
    void end() {
        watchdog.close();
    }

    private static TimeoutPolicy policy(Duration timeout) {
        return TimeoutPolicy.builder(timeout).warnAt(WarnAt.off()).build();
    }

    private void traffic(TimeoutPolicy policy, Duration length) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < length.toNanos()) {
            InFlightRequest request = watchdog.watch(policy, TestWatchdog.ORDERS);
            LockSupport.parkNanos(10_000);
            request.close();
        }
    }

    private void awaitSleepForGood() {
        await().atMost(Duration.ofSeconds(20)).until(() -> clock.thread().getState() == Thread.State.WAITING);
    }

    @Test
    void neverWithNothingInFlight() {
        traffic(policy(SHORTEST), Duration.ofMillis(50));
        traffic(policy(Duration.ofSeconds(30)), Duration.ofMillis(50));
        awaitSleepForGood();
        long before = clock.wakeUps();

        long start = System.nanoTime();
        while (System.nanoTime() - start < 5 * SHORTEST.toNanos()) {
            LockSupport.parkNanos(SHORTEST.toNanos());
        }
        assertThat(clock.wakeUps()).isEqualTo(before);
        assertThat(clock.thread().getState()).isEqualTo(Thread.State.WAITING);
    }

    @Test
    void atMostTwicePerShortestTimeoutWithTrafficOfWhichNothingExpires() {
        List<InFlightRequest> standing = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            standing.add(watchdog.watch(policy(Duration.ofSeconds(60 + i)), TestWatchdog.ORDERS));
            standing.get(i).detach();
        }
        long start = System.nanoTime();
        long before = clock.wakeUps();
        try (OtherThread one = new OtherThread();
                OtherThread two = new OtherThread()) {
            List<Future<?>> requests = List.of(
                    one.begin(() -> traffic(policy(SHORTEST), Duration.ofSeconds(2))),
                    two.begin(() -> traffic(policy(Duration.ofSeconds(30)), Duration.ofSeconds(2))));
            requests.forEach(OtherThread::result);
        }
        long most = 2 * ((System.nanoTime() - start) / SHORTEST.toNanos() + 1);

        long wakeUps = clock.wakeUps() - before;
        System.out.println(wakeUps + " wake-ups, of at most " + most);
        assertThat(wakeUps).isBetween(1L, most);
        standing.forEach(InFlightRequest::close);
    }
}
