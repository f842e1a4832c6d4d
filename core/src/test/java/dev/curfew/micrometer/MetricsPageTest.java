package dev.curfew.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.curfew.ManualWatchdog;
import dev.curfew.http.InboundDeadlines;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page, the alert rules and the dashboard name what the registries have. */
class MetricsPageTest {

    private static final Path DOCS = Path.of(System.getProperty("basedir", ""), "..", "docs");
    private static final Pattern NAME = Pattern.compile("curfew_\\w+");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");
    private static final Pattern TEST =
            Pattern.compile("alertname: (\\w+)\\n +eval_time: \\w+\\n +exp_alerts:( \\[])?");
    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern MATCHED = Pattern.compile("(\\w+)=~?\"");

    private final ManualWatchdog test = new ManualWatchdog();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void everyMeterHasAValue() {
        RequestMeters meters = new RequestMeters(test.watchdog());
        meters.bindTo(registry);
        meters.bindTo(prometheus);
        InboundMeters inbound = new InboundMeters(
                InboundDeadlines.builder().trustedNetworks("::1").build());
        inbound.bindTo(registry);
        inbound.bindTo(prometheus);
        Traffic.ofEveryKind(test);
        test.settle();
    }

    @AfterEach
    void end() {
        test.close();
    }

    private static String read(String file) throws IOException {
        return Files.readString(DOCS.resolve(file));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet());
    }

    private Stream<String> samples() {
        return prometheus.scrape().lines().filter(line -> !line.startsWith("#"));
    }

    private Set<String> exposed() {
        return samples().map(line -> line.split("[{ ]", 2)[0]).collect(Collectors.toSet());
    }

    /** The labels of samples, and those that Prometheus adds. */
    private Set<String> labels() {
        Set<String> labels = new TreeSet<>(Set.of("job", "instance"));
        samples().forEach(line -> labels.addAll(found(MATCHED, line)));
        return labels;
    }

    @Test
    void theTableHasEveryMeterWithItsTags() throws IOException {
        Map<String, Set<String>> tags = new TreeMap<>();
        for (String[] cells : rows()) {
            tags.put(found(CODE, cells[1]).get(0), new TreeSet<>(found(CODE, cells[4])));
        }
        Map<String, Set<String>> real = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Set<String> own = real.computeIfAbsent(meter.getId().getName(), name -> new TreeSet<>());
            meter.getId().getTags().stream().map(Tag::getKey).forEach(own::add);
        }
        real.keySet().removeIf(name -> name.endsWith(".histogram")); // how this registry shows buckets
        assertThat(tags).isEqualTo(real);
    }

    @Test
    void theTableHasEveryNameInPrometheus() throws IOException {
        Set<String> named = rows().stream()
                .map(cells -> found(CODE, cells[3]))
                .flatMap(codes -> codes.size() == 1
                        ? codes.stream()
                        : codes.stream().skip(1).map(suffix -> codes.get(0) + suffix))
                .collect(Collectors.toSet());

        assertThat(named).isEqualTo(exposed());
    }

    private static List<String[]> rows() throws IOException {
        return read("metrics.md")
                .lines()
                .filter(line -> line.startsWith("| `curfew."))
                .map(line -> line.split("\\|", -1))
                .toList();
    }

    @Test
    void boundsOnThePageAreThoseOfTheCode() throws IOException {
        assertThat(read("metrics.md"))
                .contains(
                        RouteMetersByKey.MOST_ROUTES + " routes at most",
                        String.format(Locale.ROOT, "%,d combinations at most", RouteMetersByKey.MOST_KEYS));
    }

    @Test
    void alertRulesNameWhatThereIs() throws IOException {
        for (String file : List.of("prometheus-alerts.yml", "prometheus-alerts-test.yml")) {
            assertThat(exposed()).as(file).containsAll(names(read(file)));
            namesKnownLabels(read(file));
        }
    }

    private void namesKnownLabels(String text) {
        Stream<String> grouped = found(GROUPED, text).stream().flatMap(each -> Stream.of(each.split(", ", -1)));
        assertThat(labels())
                .containsAll(
                        Stream.concat(grouped, found(MATCHED, text).stream()).collect(Collectors.toSet()));
    }

    @Test
    void everyAlertIsOnThePageAndIsTestedFiringAndSilent() throws IOException {
        String tests = read("prometheus-alerts-test.yml");
        List<String> alerts = found(ALERT, read("prometheus-alerts.yml"));
        Set<String> tested = TEST.matcher(tests)
                .results()
                .map(match -> match.group(1) + (match.group(2) == null ? " fires" : " is silent"))
                .collect(Collectors.toSet());

        assertThat(tested)
                .isEqualTo(alerts.stream()
                        .flatMap(alert -> Stream.of(alert + " fires", alert + " is silent"))
                        .collect(Collectors.toSet()));
        assertThat(read("metrics.md"))
                .contains(alerts.stream().map(alert -> "| `" + alert + "` |").toList());
    }

    @Test
    void theDashboardShowsEveryMeterAndNothingElse() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (JsonNode query : dashboard().findValues("expr")) {
            shown.addAll(names(query.asText()));
            namesKnownLabels(query.asText());
        }
        assertThat(shown).isEqualTo(exposed());
    }

    @Test
    void theDashboardsVariablesNameWhatThereIs() throws IOException {
        List<JsonNode> definitions = dashboard().path("templating").findValues("definition");

        assertThat(definitions).hasSize(3);
        definitions.forEach(each -> assertThat(exposed()).containsAll(names(each.asText())));
    }

    @Test
    void theDashboardAsksForItsDataSource() throws IOException {
        JsonNode dashboard = dashboard();
        JsonNode variable = dashboard.path("templating").path("list").path(0);

        assertThat(dashboard.path("__inputs").path(0).path("name").asText()).isEqualTo("DS_PROMETHEUS");
        assertThat(variable.path("type").asText()).isEqualTo("datasource");
        assertThat(variable.path("current").path("value").asText()).isEqualTo("${DS_PROMETHEUS}");
        assertThat(dashboard.path("panels").findValues("datasource"))
                .extracting(each -> each.path("uid").asText())
                .containsOnly("${datasource}");
    }

    private static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(read("grafana-dashboard.json"));
    }
}
