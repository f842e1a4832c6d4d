package dev.curfew.micrometer;

import dev.curfew.Completion;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the requests of one method, route and policy. The counters are there from the first request on: one that
 * appears with its first event has no zero before it, so that the event is no increase to Prometheus.
 */
final class RouteMeters {

    private final MeterRegistry registry;
    private final Tags tags;
    private final DistributionSummary used;
    private final Counter warned;
    private final Counter stuck;

    RouteMeters(MeterRegistry registry, Tags tags, TimeoutPolicy policy) {
        this.registry = registry;
        this.tags = tags;
        used = DistributionSummary.builder("curfew.requests.used")
                .description("Share of their timeout that requests used")
                .baseUnit("percent") // Micrometer rounds up to whole numbers before it looks for the bucket
                .serviceLevelObjectives(50, 80, 100)
                .tags(tags)
                .register(registry);
        warned = counter("curfew.requests.warned", "Requests that were still running at warn-at");
        stuck = counter("curfew.requests.stuck", "Requests that expired and were still running after grace");
        for (TimeoutOutcome outcome : outcomesOf(policy)) {
            counterOf(outcome);
        }
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private Counter counterOf(TimeoutOutcome outcome) {
        return Counter.builder("curfew.requests.expired")
                .description("Requests that ran past their deadline, by the strongest thing that was done to them")
                .tags(tags)
                .tag("outcome", outcome.word())
                .register(registry);
    }

    private static Set<TimeoutOutcome> outcomesOf(TimeoutPolicy policy) {
        Set<TimeoutOutcome> outcomes = EnumSet.of(TimeoutOutcome.LOGGED);
        for (TimeoutAction action : policy.onTimeout()) {
            switch (action) {
                case LOG -> outcomes.add(TimeoutOutcome.LOGGED);
                case CANCEL -> outcomes.add(TimeoutOutcome.CANCELLED);
                case INTERRUPT -> outcomes.add(TimeoutOutcome.INTERRUPTED);
                case ABORT -> {
                    outcomes.add(TimeoutOutcome.BROKEN_OFF);
                    outcomes.add(TimeoutOutcome.ANSWERED);
                }
            }
        }
        return outcomes;
    }

    void used(double percent) {
        used.record(percent);
    }

    void warned() {
        warned.increment();
    }

    void stuck() {
        stuck.increment();
    }

    void expired(TimeoutOutcome outcome) {
        counterOf(outcome).increment();
    }

    void late(Duration late, @Nullable Completion completion) {
        Timer.builder("curfew.requests.late")
                .description("How late expired requests ended, by how they did")
                .tags(tags)
                .tag("ended", ended(completion))
                .register(registry)
                .record(late);
    }

    private static String ended(@Nullable Completion completion) {
        if (completion == null) {
            return "returned";
        }
        if (completion.failure() != null) {
            return "exception";
        }
        int status = completion.status();
        return status >= 100 && status <= 599 ? status / 100 + "xx" : "returned";
    }
}
