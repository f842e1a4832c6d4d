package dev.curfew.micrometer.docs;

import dev.curfew.Watchdog;
import dev.curfew.micrometer.RequestMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/** Watchdogs in a meter registry, as docs/metrics.md shows them. */
final class MeterSnippets {

    private MeterSnippets() {}

    static void bind(Watchdog watchdog, MeterRegistry registry) {
        // snippet begin
        new RequestMeters(watchdog).bindTo(registry);
        // snippet end
    }

    static void bindTwo(Watchdog web, Watchdog queue, MeterRegistry registry) {
        // snippet begin
        new RequestMeters(web, Tags.of("watchdog", "web")).bindTo(registry);
        new RequestMeters(queue, Tags.of("watchdog", "queue")).bindTo(registry);
        // snippet end
    }

    static void leaveOut(MeterRegistry registry) {
        // snippet begin
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("curfew.requests.used"));
        // snippet end
    }
}
