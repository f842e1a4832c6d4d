package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockTest {

    private static final TimeoutPolicy POLICY =
            TimeoutPolicy.builder(Duration.ofSeconds(30)).build();

    private final long origin = System.nanoTime();
    private final Timeline[] timelines = {new Timeline(0), new Timeline(1), new Timeline(2)};
    private final TestWatchdog host = new TestWatchdog();
    private final Owner owner = new Owner();
    private final Faults faults = new Faults();
    private final Clock clock = new Clock(timelines, new Cells(), owner, () -> System.nanoTime() - origin, faults);

    @AfterEach
    void end() {
        clock.close();
        clock.awaitEnd(TimeUnit.SECONDS.toNanos(20));
        host.close();
    }

    private long nanos() {
        return System.nanoTime() - origin;
    }

    private WatchedRequest add(int stripe, long delayNanos) {
        WatchedRequest request =
                new WatchedRequest(host.watchdog, timelines[stripe], POLICY, TestWatchdog.ORDERS, null);
        request.dueNanos = nanos() + delayNanos;
        owner.due.put(request, request.dueNanos);
        timelines[stripe].add(request, delayNanos);
        clock.wakeBy(request.dueNanos);
        return request;
    }

    /** Notes what is due; as the watchdog does, it takes requests out of their timeline. */
    private final class Owner implements Clock.Owner {

        final Map<WatchedRequest, Long> due = new ConcurrentHashMap<>();
        final AtomicInteger fired = new AtomicInteger();
        final AtomicInteger early = new AtomicInteger();
        final AtomicInteger passes = new AtomicInteger();
        final LongAccumulator latest = new LongAccumulator(Math::max, 0);
        final AtomicLong reliefDue = new AtomicLong(Timeline.NEVER);
        volatile boolean fails;
        volatile boolean exhausted;

        @Override
        public void due(WatchedRequest request, long nowNanos) {
            Long expected = due.remove(request);
            fired.incrementAndGet();
            early.addAndGet(expected == null || nowNanos < expected || nanos() < expected ? 1 : 0);
            latest.accumulate(expected == null ? 0 : nanos() - expected);
            for (Timeline timeline : timelines) {
                if (fails) {
                    throw new IllegalStateException("thrown on purpose");
                }
                timeline.remove(request);
            }
        }

        @Override
        public void relieve(long nowNanos) {
            passes.incrementAndGet();
            if (nowNanos >= reliefDue.get()) {
                reliefDue.set(Timeline.NEVER);
            }
        }

        @Override
        public long reliefDueNanos() {
            if (exhausted) {
                throw new OutOfMemoryError("thrown on purpose");
            }
            return reliefDue.get();
        }
    }

    @Test
    void everyEventOfManyThreadsFiresAndNoneEarly() {
        clock.start();
        List<OtherThread> threads = List.of(new OtherThread(), new OtherThread(), new OtherThread());
        List<Future<?>> adding = new ArrayList<>();
        int each = 3_000;
        for (int i = 0; i < threads.size(); i++) {
            int stripe = i;
            Random random = new Random(i);
            adding.add(threads.get(i).begin(() -> {
                for (int number = 0; number < each; number++) {
                    add(stripe, random.nextInt(random.nextInt(4) == 0 ? 300_000_000 : 3_000_000));
                    if (random.nextInt(20) == 0) {
                        LockSupport.parkNanos(random.nextInt(2_000_000)); // lets the clock fall asleep
                    }
                }
            }));
        }
        adding.forEach(OtherThread::result);
        threads.forEach(OtherThread::close);
        await().atMost(Duration.ofSeconds(20)).until(() -> owner.fired.get() == 3 * each);

        assertThat(owner.early).hasValue(0);
        assertThat(owner.due).isEmpty();
        System.out.println("latest event: " + owner.latest.get() / 1_000 + " us, passes: " + owner.passes);
    }

    @Test
    void singleEventsWakeTheClockOneAfterTheOther() {
        clock.start();
        Random random = new Random(7);
        for (int i = 1; i <= 300; i++) {
            int expected = i;
            add(i % 3, random.nextInt(1_500_000));
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofNanos(50_000))
                    .until(() -> owner.fired.get() == expected);
        }
        assertThat(owner.early).hasValue(0);
        System.out.println("latest single event: " + owner.latest.get() / 1_000 + " us");
    }

    @Test
    void eventSoonerThanTheOneSleptForWakesTheClock() {
        clock.start();
        add(0, TimeUnit.HOURS.toNanos(10));
        await().until(() -> clock.thread().getState() == Thread.State.TIMED_WAITING);
        add(1, TimeUnit.MILLISECONDS.toNanos(1));
        await().until(() -> owner.fired.get() == 1);
    }

    @Test
    void clockThatFailsTriesAgain() {
        owner.exhausted = true;
        clock.start();
        await().until(() -> faults.count() > 1);
        owner.exhausted = false;
        add(0, TimeUnit.MILLISECONDS.toNanos(1));
        await().until(() -> owner.fired.get() == 1);
    }

    @Test
    void clockSleepsForGoodWithNothingInFlight() {
        clock.start();
        await().until(() -> clock.thread().getState() == Thread.State.WAITING);
        add(0, 1_000_000);
        await().until(() -> owner.fired.get() == 1);
        await().until(() -> clock.thread().getState() == Thread.State.WAITING);
    }

    @Test
    void trafficWakesTheClockAboutOncePerShortestDelay() {
        clock.start();
        long delay = TimeUnit.MILLISECONDS.toNanos(10);
        long start = nanos();
        int late = 0; // machines stand still for longer than that
        while (nanos() - start < TimeUnit.MILLISECONDS.toNanos(400)) {
            long due = nanos() + delay;
            WatchedRequest request = add(0, delay);
            timelines[0].remove(request);
            late += nanos() < due ? 0 : 1;
            LockSupport.parkNanos(20_000);
        }
        long delays = (nanos() - start) / delay;

        System.out.println(owner.passes + " wake-ups in " + delays + " times the shortest delay");
        assertThat(owner.passes.get()).isLessThanOrEqualTo((int) (2 * delays) + 5);
        assertThat(owner.fired).hasValueLessThanOrEqualTo(late);
    }

    @Test
    void clockWakesUpForThoseThatStandStill() {
        clock.start();
        await().until(() -> clock.thread().getState() == Thread.State.WAITING);
        owner.reliefDue.set(nanos() + 2_000_000);
        clock.wakeBy(owner.reliefDue.get());
        await().until(() -> owner.reliefDue.get() == Timeline.NEVER);
    }

    @Test
    void clockOutlivesAnOwnerThatThrows() {
        owner.fails = true;
        clock.start();
        add(0, 0);
        add(1, 500_000);
        await().until(() -> owner.fired.get() == 2);
        assertThat(faults.count()).isEqualTo(2);
        owner.fails = false;
        add(2, 0);
        await().until(() -> owner.fired.get() == 3);
        assertThat(clock.thread().isAlive()).isTrue();
    }

    @Test
    void clockOutlivesAnInterrupt() {
        clock.start();
        await().until(() -> clock.thread().getState() == Thread.State.WAITING);
        clock.thread().interrupt();
        add(0, 1_000_000);
        await().until(() -> owner.fired.get() == 1);
        await().until(() -> clock.thread().getState() == Thread.State.WAITING);
    }

    @Test
    void closeEndsTheThread() {
        clock.start();
        assertThat(clock.thread().isDaemon()).isTrue();
        assertThat(clock.thread().getName()).isEqualTo("curfew-clock");
        clock.close();
        clock.awaitEnd(TimeUnit.SECONDS.toNanos(20));
        assertThat(clock.thread().isAlive()).isFalse();
        clock.close();
    }

    @Test
    void passSaysWhenTheNextEventIs() {
        assertThat(clock.pass(nanos())).isEqualTo(Timeline.NEVER);
        long now = nanos();
        WatchedRequest request = add(0, TimeUnit.HOURS.toNanos(1));
        assertThat(clock.pass(now)).isBetween(now, request.dueNanos);
        assertThat(clock.pass(now)).isBetween(now, request.dueNanos);
        assertThat(owner.fired).hasValue(0);
        owner.reliefDue.set(now + 5);
        assertThat(clock.pass(now)).isEqualTo(now + 5);
    }
}
