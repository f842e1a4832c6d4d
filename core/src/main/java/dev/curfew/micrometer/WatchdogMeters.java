package dev.curfew.micrometer;

import dev.curfew.Watchdog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a watchdog knows of itself and is asked for when the registry is read. Each meter holds the watchdog strongly: a
 * gauge that has lost its object shows NaN, a counter stands still, and neither says why.
 */
final class WatchdogMeters {

    private static final String DROPPED = "curfew.log.dropped";

    private final Watchdog watchdog;
    private final Tags tags;

    WatchdogMeters(Watchdog watchdog, Tags tags) {
        this.watchdog = watchdog;
        this.tags = tags;
    }

    void bindTo(MeterRegistry registry) {
        Gauge.builder("curfew.requests.in.flight", watchdog::inFlight)
                .description("Requests in flight")
                .baseUnit("requests")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Gauge.builder("curfew.requests.abandoned", watchdog::abandoned)
                .description("Requests that were answered or broken off and are still running")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        time("curfew.requests.oldest.age", watchdog::oldestAge)
                .description("How long the oldest request that has a deadline has been running")
                .register(registry);
        time("curfew.clock.lag", watchdog::clockLag)
                .description("By how much the clock woke up too late in the last half to one minute, at most")
                .register(registry);
        count("curfew.requests.refused", watchdog::refused)
                .description("Requests refused at entry because too many are abandoned")
                .register(registry);
        count("curfew.faults", watchdog::faults)
                .description("Failures of Curfew itself, or of a listener, handle or answer of the app")
                .register(registry);
        dropped("entry", watchdog::logEntriesLeftOut).register(registry);
        dropped("stack", watchdog::stacksLeftOut).register(registry);
        dropped("report", watchdog::reportsDropped).register(registry);
        dropped("move", watchdog::movesLeftOut).register(registry);
    }

    private TimeGauge.Builder<Supplier<Duration>> time(String name, Supplier<Duration> value) {
        return TimeGauge.builder(
                        name, value, TimeUnit.NANOSECONDS, given -> given.get().toNanos())
                .tags(tags)
                .strongReference(true);
    }

    private FunctionCounter.Builder<LongSupplier> dropped(String kind, LongSupplier value) {
        return count(DROPPED, value)
                .tag("kind", kind)
                .description("Log entries, stacks in them, and reports to listeners that were left out");
    }

    /** The function holds the count, and that the watchdog: what it is given is only weakly held. */
    private FunctionCounter.Builder<LongSupplier> count(String name, LongSupplier value) {
        return FunctionCounter.builder(name, value, given -> value.getAsLong()).tags(tags);
    }
}
