package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InterruptStressTest {

    private static final int THREADS = 4;
    private static final int REQUESTS = 1_500;
    private static final Duration TIMEOUT = Duration.ofMillis(2);

    private final AtomicInteger expired = new AtomicInteger();
    private final AtomicInteger foreignSeen = new AtomicInteger();

    @Test
    void noRequestBeginsWithTheInterruptOfTheOneBefore() throws Exception {
        TimeoutPolicy policy = TimeoutPolicy.builder(TIMEOUT)
                .warnAt(WarnAt.off())
                .onTimeout(TimeoutAction.INTERRUPT)
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Watchdog watchdog = Watchdog.builder().logging(false).build()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                all.add(threads.submit(() -> requests(watchdog, policy, new Random(seed))));
            }
            all.forEach(OtherThread::result);
            assertThat(watchdog.inFlight()).isZero();
            assertThat(watchdog.faults()).isZero();
        } finally {
            threads.shutdownNow().clear();
        }
        assertThat(foreignSeen).hasPositiveValue();
        System.out.println(expired + " of " + THREADS * REQUESTS + " requests expired");
    }

    /** As a channel over the response's stream does, which an interrupt closes on the interrupting thread. */
    private static final class WritesWhenInterrupted extends Thread {

        private static final int REQUESTS = 2_000;

        private final Watchdog watchdog;
        private final TimeoutPolicy policy;
        private volatile @Nullable InFlightRequest current;
        private int completed;

        WritesWhenInterrupted(Watchdog watchdog, TimeoutPolicy policy) {
            this.watchdog = watchdog;
            this.policy = policy;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (; completed < REQUESTS; completed++) {
                InFlightRequest request = watchdog.watch(policy, TestWatchdog.ORDERS);
                current = request;
                while (!Thread.interrupted()) {
                    write(request);
                }
                request.complete(Completion.normal());
            }
        }

        @Override
        public void interrupt() {
            InFlightRequest own = current;
            if (own != null && Thread.currentThread() != this) {
                write(own);
            }
            super.interrupt();
        }

        private static void write(InFlightRequest request) {
            if (request.beginWrite()) {
                request.endWrite();
            }
        }
    }

    @Test
    void aWriteThatBeginsDuringAnInterruptDoesNotKeepTheLeaseFromIt() throws Exception {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(1))
                .warnAt(WarnAt.off())
                .onTimeout(TimeoutAction.INTERRUPT)
                .build();
        try (Watchdog watchdog =
                Watchdog.builder().logging(false).stacksPerSecond(1).build()) {
            WritesWhenInterrupted thread = new WritesWhenInterrupted(watchdog, policy);
            thread.start();
            thread.join(30_000);
            assertThat(thread.completed).isEqualTo(WritesWhenInterrupted.REQUESTS);
        }
    }

    private void requests(Watchdog watchdog, TimeoutPolicy policy, Random random) {
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(Thread.currentThread().isInterrupted())
                    .as("request %d begins uninterrupted", i)
                    .isFalse();
            InFlightRequest request = watchdog.watch(policy, TestWatchdog.ORDERS);
            boolean writes = random.nextInt(3) == 0 && request.beginWrite();
            long end = System.nanoTime() + TIMEOUT.toNanos() - 200_000 + random.nextInt(600_000);
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            if (writes) {
                request.endWrite();
            }
            boolean foreign = random.nextInt(10) == 0;
            if (foreign) {
                Thread.currentThread().interrupt();
            }
            boolean inTime = request.complete(Completion.normal());
            expired.addAndGet(inTime ? 0 : 1);
            if (foreign && inTime) {
                foreignSeen.incrementAndGet();
                assertThat(Thread.interrupted())
                        .as("a stranger's interrupt is kept")
                        .isTrue();
            } else if (foreign) {
                Thread.interrupted(); // cannot be told from Curfew's own where both came
            }
        }
    }
}
