package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnforcerPoolTest {

    private static final long RELIEF_NANOS = 5_000_000;

    private final AtomicLong now = new AtomicLong();
    private final Faults faults = new Faults();
    private final EnforcerPool pool =
            new EnforcerPool("pool", new EnforcerPool.Size(2, 16, 20_000_000), now::get, faults);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() {
        release.countDown();
        pool.close(TimeUnit.SECONDS.toNanos(20));
    }

    private void block() {
        running.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        done.incrementAndGet();
    }

    private void submit(int tasks) {
        for (int i = 0; i < tasks; i++) {
            pool.execute(this::block);
        }
    }

    private void relieve() {
        pool.relieve(now.addAndGet(RELIEF_NANOS));
    }

    @Test
    void poolHasNoThreadsBeforeTheFirstTaskAndFewAfterwards() {
        assertThat(pool.threads()).isZero();
        assertThat(pool.reliefDueNanos()).isEqualTo(Timeline.NEVER);
        submit(10);
        assertThat(pool.threads()).isEqualTo(2);
        assertThat(pool.reliefDueNanos()).isEqualTo(RELIEF_NANOS);
    }

    @Test
    void aThreadThatCannotTakeATaskKeepsItsPlace() {
        AtomicInteger failures = new AtomicInteger(3);
        Thread tests = Thread.currentThread();
        EnforcerPool failing = new EnforcerPool(
                "failing",
                new EnforcerPool.Size(1, 1, 20_000_000),
                () -> {
                    if (Thread.currentThread() != tests && failures.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("thrown on purpose");
                    }
                    return now.get();
                },
                faults);
        try {
            failing.execute(done::incrementAndGet);
            failing.execute(done::incrementAndGet);
            await().until(() -> done.get() == 2);
            assertThat(faults.count()).isEqualTo(3);
        } finally {
            failing.close(TimeUnit.SECONDS.toNanos(20));
        }
    }

    @Test
    void whatStillWaitsWhenThePatienceIsOverIsNotBegun() {
        CountDownLatch interrupted = new CountDownLatch(1);
        EnforcerPool closing = new EnforcerPool("closing", new EnforcerPool.Size(1, 1, 20_000_000), now::get, faults);
        closing.execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        await().until(() -> closing.threads() == 1);
        closing.execute(this::block);

        closing.close(TimeUnit.MILLISECONDS.toNanos(50));

        await().until(() -> closing.threads() == 0);
        assertThat(interrupted.getCount()).isZero();
        assertThat(running).hasValue(0);
    }

    @Test
    void poolThatStandsStillDoublesUpToItsBoundAndShrinksWhenIdle() {
        submit(100);
        await().until(() -> running.get() == 2);
        for (int threads : new int[] {4, 8, 16, 16, 16}) {
            relieve();
            assertThat(pool.threads()).isEqualTo(threads);
            await().until(() -> running.get() == threads);
        }
        release.countDown();
        await().until(() -> done.get() == 100);
        await().atMost(Duration.ofSeconds(30)).until(() -> pool.threads() == 0);
        relieve();
        assertThat(pool.reliefDueNanos()).isEqualTo(Timeline.NEVER);

        submit(1);
        await().until(() -> done.get() == 101);
        assertThat(pool.threads()).isEqualTo(1);
    }

    /** As where each task waits for milliseconds: they end one after another, and the rest waits all the longer. */
    @Test
    void poolThatGetsOnTooSlowlyGrows() {
        Semaphore end = new Semaphore(0);
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                running.incrementAndGet();
                end.acquireUninterruptibly();
            });
        }
        await().until(() -> running.get() == 2);
        now.addAndGet(RELIEF_NANOS);
        end.release();
        await().until(() -> running.get() == 3);
        pool.relieve(now.get()); // one of them has taken a task just now
        assertThat(pool.threads()).isEqualTo(3);
        end.release(10);
    }

    @Test
    void poolThatComputesDoesNotGrowBeforeItsPatienceIsOver() {
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> {
                running.incrementAndGet();
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        await().until(() -> running.get() == 2);
        for (int look = 1; look <= 4; look++) {
            relieve();
            assertThat(pool.threads()).isEqualTo(2);
        }
        relieve();
        assertThat(pool.threads()).isEqualTo(4);
        over.set(true);
    }

    @Test
    void poolThatGetsOnDoesNotGrow() {
        submit(2);
        await().until(() -> running.get() == 2);
        submit(1);
        pool.relieve(now.get());
        assertThat(pool.threads()).isEqualTo(2);
        release.countDown();
        await().until(() -> done.get() == 3);
        relieve();
        assertThat(pool.threads()).isEqualTo(2);
        assertThat(pool.reliefDueNanos()).isEqualTo(Timeline.NEVER);
    }

    @Test
    void taskThatThrowsCostsNoThread() {
        release.countDown();
        pool.execute(() -> {
            throw new AssertionError("thrown on purpose");
        });
        submit(1);
        await().until(() -> done.get() == 1);
        assertThat(faults.count()).isEqualTo(1);
    }

    @Test
    void flagThatATaskLeavesIsNotSeenByTheNext() {
        Set<Boolean> interrupted = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 50; i++) {
            pool.execute(() -> {
                interrupted.add(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
                done.incrementAndGet();
            });
        }
        await().until(() -> done.get() == 50);
        assertThat(interrupted).containsExactly(false);
    }

    @Test
    void closedPoolRunsWhatWaitsAndTakesNoMore() {
        submit(10);
        await().until(() -> running.get() == 2);
        release.countDown();
        pool.close(TimeUnit.SECONDS.toNanos(20));

        assertThat(done).hasValue(10);
        assertThat(pool.threads()).isZero();
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> submit(1))
                .withMessage("pool is closed");
        pool.close(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void closedPoolInterruptsWhatHangs() {
        submit(2);
        await().until(() -> running.get() == 2);
        pool.close(1);
        await().until(() -> done.get() == 2);
    }

    @Test
    void poolCanBeClosedByItsOwnTask() {
        pool.execute(() -> {
            pool.close(TimeUnit.SECONDS.toNanos(20));
            done.incrementAndGet();
        });
        await().until(() -> done.get() == 1);
    }
}
