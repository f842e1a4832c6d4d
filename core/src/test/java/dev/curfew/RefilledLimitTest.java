package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefilledLimitTest {

    private static final int TRIES = 1_000;

    private final TestWatchdog test = new TestWatchdog();
    private final RefilledLimit limit = new RefilledLimit(100);
    private final AtomicInteger letThrough = new AtomicInteger();

    @AfterEach
    void end() {
        test.close();
    }

    private void tryOften() {
        for (int i = 0; i < TRIES; i++) {
            if (limit.tryAcquire(test.watchdog)) {
                letThrough.incrementAndGet();
            }
        }
    }

    @Test
    void manyThreadsTogetherGetAsManyAsOne() {
        try (OtherThread one = new OtherThread();
                OtherThread two = new OtherThread()) {
            List<Future<?>> trying = List.of(one.begin(this::tryOften), two.begin(this::tryOften));
            tryOften();
            trying.forEach(OtherThread::result);
        }
        assertThat(letThrough).hasValue(100);
        assertThat(limit.leftOut()).isEqualTo(3 * TRIES - 100);
    }

    @Test
    void noSecondIsWithoutItsRefill() {
        AtomicBoolean over = new AtomicBoolean();
        try (OtherThread trying = new OtherThread()) {
            Future<?> tries = trying.begin(() -> {
                while (!over.get()) {
                    tryOften();
                }
            });
            for (int second = 1; second <= 1_000; second++) {
                int expected = 100 * second;
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(20_000))
                        .until(() -> letThrough.get() == expected);
                test.now.addAndGet(Duration.ofSeconds(1).toNanos());
                limit.refill(test.watchdog.nanos());
            }
            over.set(true);
            OtherThread.result(tries);
        }
        assertThat(letThrough).hasValueBetween(100_000, 100_100); // the last refill may have come too late for any try
    }
}
