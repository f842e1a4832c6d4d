package dev.curfew.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.ManualWatchdog;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus reads. */
class PrometheusTest {

    private static final String ORDERS = "method=\"GET\",policy=\"logs\",route=\"/orders/{id}\"";
    private static final String NO_ROUTE = "method=\"OTHER\",policy=\"aborts\",route=\"UNKNOWN\"";

    private final ManualWatchdog test = new ManualWatchdog();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void bind() {
        new RequestMeters(test.watchdog()).bindTo(registry);
        Traffic.ofEveryKind(test);
        test.settle();
    }

    @AfterEach
    void end() {
        test.close();
    }

    private List<String> lines(String prefix) {
        Stream<String> lines = registry.scrape().lines();
        return lines.filter(line -> line.startsWith(prefix)).toList();
    }

    @Test
    void namesAndTypes() {
        assertThat(lines("# TYPE"))
                .containsExactlyInAnyOrder(
                        "# TYPE curfew_clock_lag_seconds gauge",
                        "# TYPE curfew_faults_total counter",
                        "# TYPE curfew_log_dropped_total counter",
                        "# TYPE curfew_requests_abandoned gauge",
                        "# TYPE curfew_requests_expired_total counter",
                        "# TYPE curfew_requests_in_flight_requests gauge",
                        "# TYPE curfew_requests_late_seconds summary",
                        "# TYPE curfew_requests_late_seconds_max gauge",
                        "# TYPE curfew_requests_oldest_age_seconds gauge",
                        "# TYPE curfew_requests_refused_total counter",
                        "# TYPE curfew_requests_stuck_total counter",
                        "# TYPE curfew_requests_used_percent histogram",
                        "# TYPE curfew_requests_used_percent_max gauge",
                        "# TYPE curfew_requests_warned_total counter");
    }

    @Test
    void everyNameIsDescribed() {
        assertThat(lines("# HELP")).hasSameSizeAs(lines("# TYPE")).allMatch(line -> line.split(" ", 4)[3].length() > 9);
    }

    @Test
    void sharesOfTheTimeoutAreAHistogram() {
        assertThat(lines("curfew_requests_used_percent"))
                .contains(
                        "curfew_requests_used_percent_bucket{" + ORDERS + ",le=\"50.0\"} 2",
                        "curfew_requests_used_percent_bucket{" + ORDERS + ",le=\"80.0\"} 3",
                        "curfew_requests_used_percent_bucket{" + ORDERS + ",le=\"100.0\"} 4",
                        "curfew_requests_used_percent_bucket{" + ORDERS + ",le=\"+Inf\"} 5",
                        "curfew_requests_used_percent_count{" + ORDERS + "} 5",
                        "curfew_requests_used_percent_sum{" + ORDERS + "} 350.0",
                        "curfew_requests_used_percent_max{" + ORDERS + "} 110.0",
                        "curfew_requests_used_percent_count{" + NO_ROUTE + "} 0");
    }

    @Test
    void countersHaveTheirTags() {
        assertThat(lines("curfew_requests_warned_total"))
                .containsExactly(
                        "curfew_requests_warned_total{" + ORDERS + "} 1.0",
                        "curfew_requests_warned_total{" + NO_ROUTE + "} 0.0");
        assertThat(lines("curfew_requests_expired_total"))
                .containsExactlyInAnyOrder(
                        "curfew_requests_expired_total{method=\"GET\",outcome=\"logged\",policy=\"logs\",route=\"/orders/{id}\"} 1.0",
                        "curfew_requests_expired_total{method=\"OTHER\",outcome=\"answered\",policy=\"aborts\",route=\"UNKNOWN\"} 1.0",
                        "curfew_requests_expired_total{method=\"OTHER\",outcome=\"broken-off\",policy=\"aborts\",route=\"UNKNOWN\"} 0.0",
                        "curfew_requests_expired_total{method=\"OTHER\",outcome=\"logged\",policy=\"aborts\",route=\"UNKNOWN\"} 0.0");
        assertThat(lines("curfew_requests_stuck_total"))
                .containsExactly(
                        "curfew_requests_stuck_total{" + ORDERS + "} 0.0",
                        "curfew_requests_stuck_total{" + NO_ROUTE + "} 1.0");
    }

    @Test
    void lateEndsAreASummary() {
        String tags = "{ended=\"2xx\",method=\"GET\",policy=\"logs\",route=\"/orders/{id}\"}";
        assertThat(lines("curfew_requests_late_seconds"))
                .containsExactly(
                        "curfew_requests_late_seconds_count" + tags + " 1",
                        "curfew_requests_late_seconds_sum" + tags + " 1.0",
                        "curfew_requests_late_seconds_max" + tags + " 1.0");
    }

    @Test
    void theWatchdogsOwnNumbers() {
        assertThat(registry.scrape().lines())
                .contains(
                        "curfew_clock_lag_seconds 0.0",
                        "curfew_faults_total 0.0",
                        "curfew_log_dropped_total{kind=\"entry\"} 0.0",
                        "curfew_log_dropped_total{kind=\"move\"} 0.0",
                        "curfew_log_dropped_total{kind=\"report\"} 0.0",
                        "curfew_log_dropped_total{kind=\"stack\"} 0.0",
                        "curfew_requests_abandoned 1.0",
                        "curfew_requests_in_flight_requests 1.0",
                        "curfew_requests_oldest_age_seconds 13.0",
                        "curfew_requests_refused_total 1.0");
    }
}
