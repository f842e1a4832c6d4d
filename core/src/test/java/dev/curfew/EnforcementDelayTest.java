package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** No request's enforcement waits for another request's handle, client or listener: with real threads and real time. */
class EnforcementDelayTest {

    private static final int STRANGERS = 200;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();

    private boolean block() {
        blocked.incrementAndGet();
        try {
            return release.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static TimeoutPolicy policy(long millis, TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofMillis(millis))
                .warnAt(WarnAt.off())
                .onTimeout(actions)
                .build();
    }

    @Test
    void strangersThatBlockDoNotDelayAnAnswer() {
        List<InFlightRequest> strangers = new ArrayList<>();
        try (Watchdog watchdog =
                Watchdog.builder().logging(false).listener(report -> block()).build()) {
            for (int i = 0; i < STRANGERS; i++) {
                strangers.add(watchdog.watch(
                        policy(20, TimeoutAction.ABORT),
                        TestWatchdog.ORDERS,
                        (request, report) -> block() ? AnswerResult.ANSWERED : AnswerResult.IMPOSSIBLE));
                InFlightRequest cancelled = watchdog.watch(policy(20, TimeoutAction.CANCEL), TestWatchdog.ORDERS);
                cancelled.deadline().onExpiry(this::block);
                strangers.add(cancelled);
            }
            List<Long> delays = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                delays.add(answerDelayNanos(watchdog));
            }
            System.out.println("answers beside " + blocked + " blocked calls were late by (us) "
                    + delays.stream().map(each -> each / 1_000).toList());
            assertThat(delays).allMatch(each -> each < TimeUnit.SECONDS.toNanos(1));
            Awaitility.await().until(() -> blocked.get() >= 2 * STRANGERS);
        } finally {
            release.countDown();
            strangers.forEach(InFlightRequest::close);
        }
    }

    private static long answerDelayNanos(Watchdog watchdog) {
        AtomicLong answered = new AtomicLong();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30);
        try (InFlightRequest request = watchdog.watch(
                policy(30, TimeoutAction.CANCEL, TimeoutAction.ABORT), TestWatchdog.ORDERS, (watched, report) -> {
                    answered.set(System.nanoTime());
                    return AnswerResult.ANSWERED;
                })) {
            request.deadline().onExpiry(() -> {});
            Awaitility.await().pollDelay(Duration.ZERO).until(() -> answered.get() != 0);
        }
        return answered.get() - deadline;
    }
}
