package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.support.SpringFactoriesLoader;

class CurfewRuntimeHintsTest {

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
    void appWithoutActuatorNeedsNone() {
        new CurfewRuntimeHints()
                .registerHints(hints, new FilteredClassLoader("org.springframework.boot.actuate.endpoint"));
        assertThat(RuntimeHintsPredicates.reflection().onType(RequestTimeoutsEndpoint.Entry.class))
                .rejects(hints);
    }

    @Test
    void eachClassOfTomcatThatIsReachedIsThere() {
        new CurfewRuntimeHints().registerHints(hints, getClass().getClassLoader());
        for (String name : CurfewRuntimeHints.TOMCAT) {
            assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(name)))
                    .as(name)
                    .accepts(hints);
        }
    }
}
