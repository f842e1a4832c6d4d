package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.TimeoutPolicyBuilder;
import dev.curfew.spring.docs.HandlerSnippets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

/** What docs/spring-boot.md, docs/deadlines-between-services.md and the README say of configuration, tried. */
class SpringBootPageTest {

    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CurfewAutoConfiguration.class,
                    CurfewInboundAutoConfiguration.class,
                    CurfewMvcAutoConfiguration.class,
                    WebMvcAutoConfiguration.class));

    private static String read(String page) throws IOException {
        return Files.readString(
                Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling(page));
    }

    private static List<String> yaml(String page) throws IOException {
        return YAML.matcher(read(page)).results().map(block -> block.group(1)).toList();
    }

    private WebApplicationContextRunner with(String yaml) {
        return app.withInitializer(context -> {
            try {
                new YamlPropertySourceLoader()
                        .load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                        .forEach(source ->
                                context.getEnvironment().getPropertySources().addFirst(source));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void appStartsWithEachBlockOfConfiguration() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (String page : List.of("README.md", "docs/spring-boot.md", "docs/deadlines-between-services.md")) {
            blocks.addAll(yaml(page));
        }
        assertThat(blocks).hasSize(6);
        for (String block : blocks) {
            with(block).run(context -> assertThat(context).as(block).hasNotFailed());
        }
    }

    @Test
    void annotatedControllerOfThePageStartsWithItsConfiguration() throws IOException {
        with(yaml("docs/spring-boot.md").get(1))
                .withUserConfiguration(HandlerSnippets.controller())
                .withBean(HandlerSnippets.Orders.class, NoOrders::new)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startIsReportedAsThePageSays() throws IOException {
        with(yaml("docs/spring-boot.md").get(0)).run(context -> {
            String line = "Curfew watches requests: "
                    + context.getBean(TimeoutPolicies.class).own() + "; routes: none";
            assertThat(read("docs/spring-boot.md").lines()).contains(line);
        });
    }

    @Test
    void eachKeyIsInTheTable() throws IOException {
        String page = read("docs/spring-boot.md");
        for (MatchResult name : Pattern.compile("\"name\": \"(curfew\\.[a-z.-]+)\",\\s+\"type\": \"[^\"]+\",\\s+\"desc")
                .matcher(Files.readString(Path.of(System.getProperty("basedir", ""))
                        .resolve("src/main/resources/META-INF/spring-configuration-metadata.json")))
                .results()
                .toList()) {
            String key = name.group(1);
            String shortly = "`." + key.substring("curfew.".length()) + "`";
            assertThat(page)
                    .as(key)
                    .satisfiesAnyOf(
                            text -> assertThat(text).contains("`" + key),
                            text -> assertThat(text).contains(shortly));
        }
        assertThat(TimeoutPolicyBuilder.keys())
                .allSatisfy(key -> assertThat(page).contains(key));
    }

    private static final class NoOrders implements HandlerSnippets.Orders {

        @Override
        public HandlerSnippets.Order find(String id) {
            return new HandlerSnippets.Order(id);
        }

        @Override
        public List<HandlerSnippets.Order> since(Deadline deadline) {
            return List.of();
        }
    }
}
