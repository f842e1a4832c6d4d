package dev.curfew.micrometer;

import static dev.curfew.micrometer.Traffic.ABORTS;
import static dev.curfew.micrometer.Traffic.LOGS;
import static dev.curfew.micrometer.Traffic.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.curfew.CompletionListener;
import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the watchdog knows of itself. */
class WatchdogMetersTest {

    private final ManualWatchdog test = new ManualWatchdog();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        new RequestMeters(test.watchdog()).bindTo(registry);
    }

    @AfterEach
    void end() {
        test.close();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void requestsInFlightAreSeenWithTheAgeOfTheOldest() {
        InFlightRequest first = test.watch(LOGS, get("/orders"));
        test.passSeconds(3);
        InFlightRequest second = test.watch(LOGS, get("/orders"));
        test.passSeconds(1.5);
        assertThat(gauge("curfew.requests.in.flight")).isEqualTo(2);
        assertThat(registry.get("curfew.requests.oldest.age").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(4.5);
        second.close();
        first.close();
        assertThat(gauge("curfew.requests.in.flight")).isZero();
        assertThat(gauge("curfew.requests.oldest.age")).isZero();
    }

    @Test
    void abandonedAndRefusedRequestsAreSeen() {
        InFlightRequest request = test.watch(ABORTS, get("/orders"));
        test.passSeconds(10);
        TimeoutPolicy one = ABORTS.toBuilder().maxAbandoned(1).build();
        assertThat(test.watchdog().admits(one)).isFalse();

        assertThat(gauge("curfew.requests.abandoned")).isEqualTo(1);
        assertThat(counted("curfew.requests.refused")).isEqualTo(1);
        request.close();
        assertThat(gauge("curfew.requests.abandoned")).isZero();
    }

    @Test
    void whatTheLogLeavesOutIsCountedByItsKind() {
        for (int i = 0; i < 35; i++) {
            test.watch(LOGS, get(i < 25 ? "/orders" : "/customers"));
        }
        test.passSeconds(10);
        test.settle();

        // 20 stacks in a second; 20 entries of each route, by a clock that the test does not hold
        assertThat(counted("curfew.log.dropped", "kind", "stack")).isEqualTo(15);
        assertThat(counted("curfew.log.dropped", "kind", "entry"))
                .isEqualTo((double) test.watchdog().logEntriesLeftOut());
        assertThat(counted("curfew.log.dropped", "kind", "report")).isZero();
    }

    @Test
    void reportsThatNobodyCouldBeToldAreCounted() {
        test.watch(LOGS, get("/orders"));
        test.settle();
        test.passSeconds(8); // the listeners, the log's and that of the meters among them, have gone

        assertThat(counted("curfew.log.dropped", "kind", "report")).isPositive().isEqualTo((double)
                test.watchdog().reportsDropped());
    }

    @Test
    void reportsOfMovesThatWereNotMadeAreCounted() {
        Deadline deadline = test.watch(LOGS, get("/orders")).deadline();
        for (int i = 0; i < 107; i++) {
            assertThat(deadline.extendBy(Duration.ofNanos(1))).isPositive();
        }
        assertThat(counted("curfew.log.dropped", "kind", "move")).isEqualTo(7);
    }

    @Test
    void faultsAreCounted() {
        CompletionListener broken = (request, policy, elapsedNanos, timeoutNanos) -> {
            throw new IllegalStateException("broken");
        };
        test.watchdog().addListener(broken);
        test.watch(LOGS, get("/orders")).close();

        assertThat(counted("curfew.faults")).isEqualTo(1);
    }

    @Test
    void theClocksLagIsSeen() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        try (Watchdog watchdog = Watchdog.builder().logging(false).build()) {
            new RequestMeters(watchdog).bindTo(own);
            TimeoutPolicy soon = TimeoutPolicy.builder(Duration.ofMillis(5)).build();
            InFlightRequest request = watchdog.watch(soon, get("/orders"));
            await().until(() -> !watchdog.clockLag().isZero());
            request.close();

            double before = watchdog.clockLag().toNanos() / 1e9;
            double shown = own.get("curfew.clock.lag").timeGauge().value(TimeUnit.SECONDS);
            assertThat(shown).isBetween(before, watchdog.clockLag().toNanos() / 1e9);
        }
    }

    @Test
    void metersHoldTheWatchdogOfWhichNobodyElseThinks() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        bindAndForget(own);
        WeakReference<Object> control = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return control.get() == null;
        });

        assertThat(own.get("curfew.requests.in.flight").gauge().value()).isZero(); // and not NaN
        assertThat(own.get("curfew.requests.oldest.age").gauge().value()).isZero();
        assertThat(own.get("curfew.faults").functionCounter().count()).isEqualTo(1);
    }

    private static void bindAndForget(SimpleMeterRegistry registry) {
        try (ManualWatchdog forgotten = new ManualWatchdog()) {
            new RequestMeters(forgotten.watchdog()).bindTo(registry);
            CompletionListener broken = (request, policy, elapsedNanos, timeoutNanos) -> {
                throw new IllegalStateException("broken");
            };
            forgotten.watchdog().addListener(broken);
            forgotten.watch(LOGS, get("/orders")).close();
        }
    }
}
