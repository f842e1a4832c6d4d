package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.http.InboundDeadlinesBuilder;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;

/** What IDEs know of the properties, against what there is. */
class ConfigurationMetadataTest {

    private final Map<String, Object> metadata = read();

    private static Map<String, Object> read() {
        try (InputStream in =
                ConfigurationMetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonParserFactory.getJsonParser().parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> list(String key) {
        return (List<Map<String, Object>>) metadata.get(key);
    }

    private Map<String, Object> property(String name) {
        return list("properties").stream()
                .filter(each -> each.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachPropertyIsDescribedAndNoOther() {
        assertThat(new TreeSet<>(list("properties").stream()
                        .map(each -> (String) each.get("name"))
                        .toList()))
                .isEqualTo(new TreeSet<>(names("curfew", CurfewProperties.class)));
    }

    private static List<String> names(String prefix, Class<?> type) {
        List<String> names = new ArrayList<>();
        for (PropertyDescriptor each : BeanUtils.getPropertyDescriptors(type)) {
            String name = prefix + "." + dashed(each.getName());
            if (each.getWriteMethod() != null) {
                names.add(name);
            } else if (each.getPropertyType().getPackage() == CurfewProperties.class.getPackage()) {
                names.addAll(names(name, each.getPropertyType()));
            }
        }
        return names;
    }

    private static String dashed(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void policyHasTheKeysOfWebXml() {
        TreeSet<String> keys = new TreeSet<>();
        names("p", PolicyProperties.class).forEach(name -> keys.add(name.substring(2)));
        assertThat(keys).isEqualTo(new TreeSet<>(TimeoutPolicyBuilder.keys()));
    }

    @Test
    void inboundHasTheKeysAndTheDefaultsOfWebXml() {
        InboundDeadlinesBuilder builder = InboundDeadlines.builder().trustedNetworks("::1");
        TreeSet<String> keys = new TreeSet<>();
        for (String name : names("curfew.inbound", InboundProperties.class)) {
            keys.add(name.substring("curfew.inbound.".length()));
        }
        assertThat(keys).isEqualTo(new TreeSet<>(InboundDeadlinesBuilder.keys()));
        assertThat(property("curfew.inbound.headers").get("defaultValue"))
                .isEqualTo(builder.build().headers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "warn-at",
                "on-timeout",
                "grace",
                "status",
                "max-extension",
                "max-shield",
                "max-abandoned",
                "when-committed",
                "when-debugging"
            })
    void defaultIsThatOfAPolicy(String key) {
        Object value = property("curfew." + key).get("defaultValue");
        String text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
        TimeoutPolicy defaults = TimeoutPolicy.builder(Duration.ofSeconds(30)).build();
        assertThat(TimeoutPolicy.builder(Duration.ofSeconds(30)).set(key, text).build())
                .isEqualTo(defaults);
    }

    @Test
    void otherDefaultsAreThoseOfTheProperties() {
        CurfewProperties properties = new CurfewProperties();
        assertThat(property("curfew.enabled").get("defaultValue")).isEqualTo(properties.isEnabled());
        assertThat(property("curfew.filter.order").get("defaultValue"))
                .hasToString(String.valueOf(properties.getFilter().getOrder()));
        assertThat(property("curfew.log.mdc-keys").get("defaultValue"))
                .isEqualTo(properties.getLog().getMdcKeys());
        assertThat(property("curfew.log.entries-per-second").get("defaultValue"))
                .hasToString(String.valueOf(properties.getLog().getEntriesPerSecond()));
        assertThat(property("curfew.log.stacks-per-second").get("defaultValue"))
                .hasToString(String.valueOf(properties.getLog().getStacksPerSecond()));
        assertThat(property("curfew.shutdown.enabled").get("defaultValue"))
                .isEqualTo(properties.getShutdown().isEnabled());
        assertThat(property("curfew.shutdown.margin").get("defaultValue")).isEqualTo("1s");
        assertThat(property("curfew.resilience4j.enabled").get("defaultValue"))
                .isEqualTo(properties.getResilience4j().isEnabled());
        assertThat(properties.getShutdown().getMargin()).isEqualTo(Duration.ofSeconds(1));
        assertThat(property("curfew.clients.enabled").get("defaultValue"))
                .isEqualTo(properties.getClients().isEnabled());
        assertThat(property("curfew.clients.margin").get("defaultValue")).isEqualTo("50ms");
        assertThat(properties.getClients().getMargin()).isEqualTo(Duration.ofMillis(50));
        assertThat(property("curfew.clients.deadline-header.name").get("defaultValue"))
                .isEqualTo(properties.getClients().getDeadlineHeader().getName());
    }

    @Test
    void actionsAreHinted() {
        Map<String, Object> hint = list("hints").stream()
                .filter(each -> each.get("name").equals("curfew.on-timeout"))
                .findFirst()
                .orElseThrow();
        assertThat((List<?>) hint.get("values"))
                .map(value -> ((Map<?, ?>) value).get("value"))
                .isEqualTo(Arrays.stream(TimeoutAction.values())
                        .map(TimeoutAction::word)
                        .toList());
    }

    @Test
    void namesAreCanonicalAndTextsFollowSpringBootsRules() {
        for (Map<String, Object> each : list("properties")) {
            ConfigurationPropertyName.of((String) each.get("name"));
            String text = (String) each.get("description");
            assertThat(text).doesNotStartWith("The ").endsWith(".").doesNotContainIgnoringCase("default");
            if (each.get("type").equals("java.lang.Boolean")) {
                assertThat(text).startsWith("Whether ");
            }
        }
    }
}
