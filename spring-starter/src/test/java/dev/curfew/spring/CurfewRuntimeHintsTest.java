package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;

class CurfewRuntimeHintsTest {

    private static final Pattern IDENTIFIER = Pattern.compile("\"(\\w+)\"");

    private final RuntimeHints hints = new RuntimeHints();

    @Test
    void registrarIsFoundAndWhatIsWrittenAsJsonCanBeRead() {
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(each -> each.getClass() == CurfewRuntimeHints.class)
                .findFirst()
                .orElseThrow()
                .registerHints(hints, getClass().getClassLoader());
        for (Class<?> type : RequestTimeoutsEndpoint.types()) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(type)
                            .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
                    .accepts(hints);
        }
    }

    @Test
    void whatIsGuardedOfJdbcIsAProxy() {
        new CurfewRuntimeHints().registerHints(hints, getClass().getClassLoader());
        for (Class<?> type : CurfewRuntimeHints.JDBC) {
            assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type))
                    .as(type.getName())
                    .accepts(hints);
        }
    }

    @Test
    void appWithoutActuatorNeedsNone() {
        new CurfewRuntimeHints()
                .registerHints(hints, new FilteredClassLoader("org.springframework.boot.actuate.endpoint"));
        assertThat(RuntimeHintsPredicates.reflection().onType(RequestTimeoutsEndpoint.Entry.class))
                .rejects(hints);
    }

    @Test
    void clientCanBeAskedWhetherItFollowsRedirects() {
        new CurfewRuntimeHints().registerHints(hints, getClass().getClassLoader());
        for (String name : CurfewRuntimeHints.CLIENTS) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(TypeReference.of(name))
                            .withMemberCategory(MemberCategory.DECLARED_FIELDS))
                    .as(name)
                    .accepts(hints);
        }
    }

    private static Stream<Arguments> containers() {
        return Stream.of(
                Arguments.of("TomcatBreaker", CurfewRuntimeHints.TOMCAT),
                Arguments.of("UndertowBreaker", CurfewRuntimeHints.UNDERTOW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("containers")
    void eachClassOfTheContainerThatIsReachedIsThere(String breaker, List<String> classes) {
        new CurfewRuntimeHints().registerHints(hints, getClass().getClassLoader());
        for (String name : classes) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(TypeReference.of(name))
                            .withMemberCategories(
                                    MemberCategory.INVOKE_DECLARED_METHODS, MemberCategory.DECLARED_FIELDS))
                    .as(name)
                    .accepts(hints);
        }
    }

    /** What stands alone between quotes in the code is the name of a method or field, or the end of a class's. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("containers")
    void eachMemberThatIsReachedByItsNameIsOfOneOfThem(String breaker, List<String> classes) throws Exception {
        Set<String> reached = IDENTIFIER
                .matcher(Files.readString(Path.of(System.getProperty("basedir", ""))
                        .toAbsolutePath()
                        .resolveSibling(
                                "servlet-filter/src/main/java/dev/curfew/servlet/container/" + breaker + ".java")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        Set<String> members = new HashSet<>();
        for (String name : classes) {
            Class<?> type = Class.forName(name, false, getClass().getClassLoader());
            members.add(type.getSimpleName());
            Stream.of(type.getDeclaredMethods(), type.getDeclaredFields())
                    .flatMap(Stream::of)
                    .forEach(member -> members.add(member.getName()));
        }
        assertThat(reached).isNotEmpty();
        assertThat(members).containsAll(reached);
    }
}
