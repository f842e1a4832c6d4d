package dev.curfew.micrometer;

import dev.curfew.http.InboundDeadlines;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows in a meter registry how many header values were ignored because they are malformed: {@code
 * curfew.inbound.malformed}, by the header's name.
 */
public final class InboundMeters implements MeterBinder {

    private final InboundDeadlines inbound;
    private final Tags tags;

    /** Meters without further tags. */
    public InboundMeters(InboundDeadlines inbound) {
        this(inbound, Tags.empty());
    }

    /** Meters that all have these tags too. */
    public InboundMeters(InboundDeadlines inbound, Iterable<Tag> tags) {
        this.inbound = inbound;
        this.tags = Tags.of(tags);
    }

    /** Registers the meters; a registry that has them already keeps those. */
    @Override
    public void bindTo(MeterRegistry registry) {
        for (String header : inbound.headers()) {
            FunctionCounter.builder(
                            "curfew.inbound.malformed",
                            inbound,
                            given -> inbound.malformed(header)) // or else held weakly
                    .description("Malformed header values of trusted peers that were ignored")
                    .tags(tags)
                    .tag("header", header)
                    .register(registry);
        }
    }
}
