package dev.curfew.micrometer;

import static dev.curfew.micrometer.Traffic.LOGS;
import static dev.curfew.micrometer.Traffic.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The bounds hold, whoever comes. */
class RouteMetersByKeyTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RouteMetersByKey meters = new RouteMetersByKey(registry, Tags.empty());

    private void use(RequestDescription request, TimeoutPolicy policy) {
        meters.of(request, policy).used(50);
    }

    private long count(String... tags) {
        return registry.get("curfew.requests.used").tags(tags).summary().count();
    }

    private Set<String> seen(String tag) {
        return summaries().stream().map(summary -> summary.getId().getTag(tag)).collect(Collectors.toSet());
    }

    private Collection<DistributionSummary> summaries() {
        return registry.get("curfew.requests.used").summaries();
    }

    @Test
    void theSameRequestsHaveTheSameMeters() {
        assertThat(meters.of(get("/a"), LOGS)).isSameAs(meters.of(get("/a"), LOGS));
        assertThat(meters.of(get("/a"), LOGS)).isNotSameAs(meters.of(get("/b"), LOGS));
    }

    @Test
    void routesBeyondTheBoundAreOther() {
        for (int i = 0; i < 700; i++) {
            use(get("/" + i), LOGS);
        }
        use(get("/3"), LOGS);
        use(new RequestDescription("POST", "/", "/3"), LOGS); // a route that is known already
        use(new RequestDescription("POST", "/", "/600"), LOGS);

        assertThat(seen("route")).hasSize(501).contains("/499", "OTHER").doesNotContain("/500");
        assertThat(count("method", "GET", "route", "OTHER")).isEqualTo(200);
        assertThat(count("method", "GET", "route", "/3")).isEqualTo(2);
        assertThat(count("method", "POST", "route", "/3")).isEqualTo(1);
        assertThat(count("method", "POST", "route", "OTHER")).isEqualTo(1);
    }

    @Test
    void combinationsBeyondTheBoundAreOther() {
        for (int i = 0; i < 2_500; i++) {
            use(get("/" + i % 10), Traffic.policy("policy-" + i));
        }
        assertThat(seen("policy"))
                .hasSize(2_001)
                .contains("policy-1999", "OTHER")
                .doesNotContain("policy-2000");
        assertThat(count("method", "GET", "route", "OTHER", "policy", "OTHER")).isEqualTo(500);
    }

    @Test
    void boundsHoldAndNothingIsLostWhereThreadsMeet() {
        IntStream.range(0, 4_000).parallel().forEach(i -> use(get("/" + i % 800), LOGS));

        assertThat(seen("route")).hasSize(501);
        assertThat(summaries())
                .extracting(DistributionSummary::count)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(4_000));
    }
}
