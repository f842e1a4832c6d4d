package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final int WARM = 200_000;
    private static final int MEASURED = 20_000;
    private static final long MOST_BYTES = 120;

    private final List<WeakReference<Object>> gone = new ArrayList<>();
    private final Watchdog watchdog;

    MemoryTest() {
        WatchdogBuilder builder = Watchdog.builder().logging(false);
        builder.enforcing = Runnable::run;
        watchdog = builder.build();
    }

    @AfterEach
    void end() {
        watchdog.close();
    }

    private WatchedRequest watch(TimeoutPolicy policy) {
        WatchedRequest request = (WatchedRequest) watchdog.watch(policy, TestWatchdog.ORDERS, new RecordingHandler());
        gone.add(new WeakReference<>(request));
        gone.add(new WeakReference<>(request.abortHandler));
        return request;
    }

    private void assertUnreachable() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return gone.stream().allMatch(each -> each.refersTo(null));
        });
    }

    @Test
    void completedRequestsAreUnreachable() {
        for (int i = 0; i < 100; i++) {
            watch(tenSeconds()).close();
            watchAdjusted();
        }
        assertUnreachable();
    }

    private void watchAdjusted() {
        WatchedRequest request = watch(tenSeconds(TimeoutAction.CANCEL));
        request.deadline().extendBy(Duration.ofSeconds(1));
        request.deadline().onExpiry(() -> request.deadline().disable());
        request.deadline().disable();
        WatchedRequest inner = watch(tenSeconds());
        inner.close();
        request.close();
    }

    @Test
    void expiredRequestsAreUnreachableOnceTheyHaveCompleted() {
        List<InFlightRequest> expired = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expired.add(watch(TimeoutPolicy.builder(Duration.ofMillis(1))
                    .onTimeout(TimeoutAction.ABORT, TimeoutAction.INTERRUPT, TimeoutAction.CANCEL)
                    .build()));
        }
        for (InFlightRequest each : expired) {
            while (!each.isExpired()) {
                Thread.onSpinWait();
            }
        }
        Collections.reverse(expired);
        expired.forEach(InFlightRequest::close);
        expired.clear();
        assertUnreachable();
    }

    @Test
    void requestThatMovedBetweenThreadsIsUnreachable() {
        try (OtherThread other = new OtherThread()) {
            moveBetween(other);
            other.run(() -> {});
            assertUnreachable();
        }
    }

    private void moveBetween(OtherThread other) {
        WatchedRequest request = watch(tenSeconds());
        request.detach();
        other.run(request::attach);
        other.run(request::close);
    }

    @Test
    void requestsThatCompletedInAnotherOrderAreUnreachable() {
        completeOutermostFirst();
        assertUnreachable();
    }

    private void completeOutermostFirst() {
        WatchedRequest outer = watch(tenSeconds());
        WatchedRequest inner = watch(tenSeconds());
        outer.close();
        inner.close();
    }

    @Test
    void requestThatWasAttachedTwiceIsUnreachable() {
        WatchedRequest twice = watch(tenSeconds());
        twice.attach();
        twice.close();
        assertThat(CurrentRequest.take()).isNull();
    }

    @Test
    void watchingARequestAllocatesLittle() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TimeoutPolicy policy = tenSeconds(TimeoutAction.INTERRUPT);
        watchAndComplete(policy, WARM);
        long before = threads.getCurrentThreadAllocatedBytes();
        watchAndComplete(policy, MEASURED);
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED;

        System.out.println(bytes + " bytes for each request");
        assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    }

    private void watchAndComplete(TimeoutPolicy policy, int times) {
        for (int i = 0; i < times; i++) {
            InFlightRequest request = watchdog.watch(policy, new RequestDescription("GET", "/orders", null));
            request.complete(Completion.normal());
        }
    }
}
