package dev.curfew.micrometer;

import static dev.curfew.micrometer.Traffic.LOGS;
import static dev.curfew.micrometer.Traffic.get;
import static dev.curfew.micrometer.Traffic.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.ManualWatchdog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One registry, several, the same again, several watchdogs. */
class BindingTest {

    private final ManualWatchdog test = new ManualWatchdog();
    private final RequestMeters meters = new RequestMeters(test.watchdog());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void end() {
        test.close();
    }

    private static void hasSeenOneExpire(MeterRegistry registry) {
        assertThat(registry.get("curfew.requests.used").summary().count()).isEqualTo(1);
        assertThat(registry.get("curfew.requests.expired").counter().count()).isEqualTo(1);
        assertThat(registry.get("curfew.requests.late").timer().count()).isEqualTo(1);
    }

    @Test
    void registryThatIsBoundTwiceCountsOnce() {
        meters.bindTo(registry);
        meters.bindTo(registry);
        run(test, LOGS, "/orders", 1.5, 200);
        test.settle();

        hasSeenOneExpire(registry);
    }

    @Test
    void severalRegistriesSeeTheSame() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        meters.bindTo(registry);
        meters.bindTo(second);
        run(test, LOGS, "/orders", 1.5, 200);
        test.settle();

        hasSeenOneExpire(registry);
        hasSeenOneExpire(second);
    }

    @Test
    void partsOfACompositeSeeWhatItSees() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        meters.bindTo(composite);
        composite.add(registry);
        run(test, LOGS, "/orders", 1.5, 200);
        test.settle();

        hasSeenOneExpire(registry);
    }

    @Test
    void nothingIsCountedUntilItIsBound() {
        run(test, LOGS, "/orders", 0.5, 200);
        meters.bindTo(registry);
        run(test, LOGS, "/orders", 0.5, 200);

        assertThat(registry.get("curfew.requests.used").summary().count()).isEqualTo(1);
    }

    @Test
    void watchdogsOfOneRegistryAreToldApartByTags() {
        try (ManualWatchdog other = new ManualWatchdog()) {
            new RequestMeters(test.watchdog(), Tags.of("watchdog", "web")).bindTo(registry);
            new RequestMeters(other.watchdog(), Tags.of("watchdog", "queue")).bindTo(registry);
            test.watch(LOGS, get("/orders"));
            run(other, LOGS, "/orders", 1.5, 200);
            other.settle();
        }
        assertThat(registry.get("curfew.requests.in.flight")
                        .tag("watchdog", "web")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("curfew.requests.in.flight")
                        .tag("watchdog", "queue")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.getMeters()).allMatch(meter -> meter.getId().getTag("watchdog") != null);
    }

    @Test
    void metersThatTheAppDeniesAreLeftOut() {
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("curfew.requests.used"));
        meters.bindTo(registry);
        run(test, LOGS, "/orders", 1.5, 200);
        test.settle();

        assertThat(registry.find("curfew.requests.used").meters()).isEmpty();
        assertThat(registry.get("curfew.requests.expired").counter().count()).isEqualTo(1);
        assertThat(test.watchdog().faults()).isZero();
    }
}
