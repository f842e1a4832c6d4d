package dev.curfew.servlet.docs;

import dev.curfew.Watchdog;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.micrometer.InboundMeters;
import dev.curfew.micrometer.RequestMeters;
import io.micrometer.core.instrument.Metrics;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.annotation.WebListener;

/** Meters of a filter from web.xml, as docs/metrics.md shows them. */
final class MeterSnippets {

    private MeterSnippets() {}

    // snippet begin
    @WebListener
    public static final class MeterBinding implements ServletContextAttributeListener {

        @Override
        public void attributeAdded(ServletContextAttributeEvent event) {
            if (event.getValue() instanceof Watchdog watchdog) { // of a filter that has just been initialised
                new RequestMeters(watchdog).bindTo(Metrics.globalRegistry);
            } else if (event.getValue() instanceof InboundDeadlines inbound) {
                new InboundMeters(inbound).bindTo(Metrics.globalRegistry);
            }
        }
    }
    // snippet end
}
