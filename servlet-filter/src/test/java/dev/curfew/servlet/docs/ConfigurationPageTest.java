package dev.curfew.servlet.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import jakarta.servlet.ServletException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what the code does. */
class ConfigurationPageTest {

    private static final Page PAGE = Page.of("docs/configuration.md");

    @Test
    void everyKeyIsInTheTableAndNoOther() {
        assertThat(documented("## Keys").keySet()).containsExactlyInAnyOrderElementsOf(keysOfTheFilter());
    }

    @Test
    void everyKeyOfARouteAloneIsInTheTableAndNoOther() {
        List<String> known = new ArrayList<>(keysOfARoute());
        known.removeAll(keysOfTheFilter());

        assertThat(documented("## Routes").keySet()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void refusalOfAnUnknownKeyNamesAllThatTheCodeAsksFor() {
        assertThat(keysOfTheFilter())
                .containsAll(TimeoutPolicyBuilder.keys())
                .containsAll(literals("FilterConfiguration", "name\\.equals\\(\"([a-z-]+)\"\\)"));
        assertThat(keysOfARoute())
                .containsAll(TimeoutPolicyBuilder.keys())
                .containsAll(literals("Route", "keys\\.remove\\(\"([a-z-]+)\"\\)"));
    }

    @Test
    void defaultsAreThoseOfThePolicy() {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(30)).build();
        Map<String, String> values = Arrays.stream(policy.toString().split(" ", -1))
                .collect(Collectors.toMap(pair -> pair.split("=", 2)[0], pair -> pair.split("=", 2)[1]));

        documented("## Keys").forEach((key, value) -> {
            if (TimeoutPolicyBuilder.keys().contains(key)) {
                assertThat(value).as(key).isEqualTo(values.getOrDefault(key, "unset"));
            }
        });
    }

    @Test
    void theFiltersDefaultTimeoutIsThatOfTheTable() {
        String timeout = documented("## Keys").get("timeout");

        assertThat(refusalOf(List.of("warn-at=" + timeout))).contains("< the timeout, which is " + timeout + ";");
    }

    @Test
    void errorsAreThoseOfTheFilter() {
        List<List<String>> rows = PAGE.rows("## Errors", "Init-params");
        for (List<String> row : rows) {
            String expected = Page.code(row.get(1)).get(0);
            assertThat(refusalOf(Page.code(row.get(0))))
                    .matches("Filter curfew, init-param [a-z -]+: " + Pattern.quote(expected));
        }
        assertThat(rows).hasSizeGreaterThan(15);
        assertThat(PAGE.blocks("text")).containsExactly(refusalOf(List.of("timeout=-1s")));
    }

    @Test
    void everyKeyHasAnError() {
        List<String> refused = PAGE.rows("## Errors", "Init-params").stream()
                .flatMap(row -> Page.code(row.get(0)).stream())
                .map(pair -> pair.substring(0, pair.indexOf('=')))
                .distinct()
                .toList();

        assertThat(refused)
                .containsExactlyInAnyOrderElementsOf(documented("## Keys").keySet());
    }

    @Test
    void durationsAreReadAsThePageSays() {
        for (String text : List.of("1ns", "1us", "1500ms", "30s", "2m", "1h", "1d", "PT30S")) {
            assertThatCode(() -> InitParams.of(List.of("timeout=" + text, "warn-at=off"))
                            .start())
                    .as(text)
                    .doesNotThrowAnyException();
        }
    }

    private static String refusalOf(List<String> pairs) {
        ServletException refusal = catchThrowableOfType(
                ServletException.class, () -> InitParams.of(pairs).start());
        assertThat(refusal).as("%s is refused", pairs).isNotNull();
        return refusal.getMessage();
    }

    /** Key and default of each row below this heading. */
    private static Map<String, String> documented(String heading) {
        return PAGE.rows(heading, "Key").stream()
                .collect(Collectors.toMap(
                        row -> Page.code(row.get(0)).get(0), row -> row.get(2).replace("`", "")));
    }

    private static List<String> keysOfTheFilter() {
        return listedIn(refusalOf(List.of("unknown=x")));
    }

    private static List<String> keysOfARoute() {
        return listedIn(refusalOf(List.of("routes=/a unknown=x")));
    }

    private static List<String> listedIn(String refusal) {
        String list = refusal.substring(refusal.indexOf("one of ") + "one of ".length(), refusal.indexOf(')'));
        return List.of(list.split(", ", -1));
    }

    /** The keys that a source file names beside those of a policy. */
    private static List<String> literals(String type, String pattern) {
        Path source = Page.root().resolve("servlet-filter/src/main/java/dev/curfew/servlet/" + type + ".java");
        List<String> found = Pattern.compile(pattern)
                .matcher(Page.read(source))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).as(type).isNotEmpty();
        return found;
    }
}
