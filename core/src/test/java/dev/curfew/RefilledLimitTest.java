package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefilledLimitTest {

    private static final int TRIES = 20_000;

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
        try (OtherThread trying = new OtherThread()) {
            for (int second = 1; second <= 50; second++) {
                Future<?> tries = trying.begin(this::tryOften);
                while (letThrough.get() < 100 * second) {
                    test.now.addAndGet(Duration.ofSeconds(1).toNanos());
                    limit.refill(test.watchdog.nanos());
                }
                OtherThread.result(tries);
            }
        }
        limit.refill(Timeline.NEVER);
        assertThat(limit.refillDueNanos()).isEqualTo(Timeline.NEVER);
    }
}
