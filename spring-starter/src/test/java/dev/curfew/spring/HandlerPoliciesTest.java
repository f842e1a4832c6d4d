package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;

class HandlerPoliciesTest {

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CurfewAutoConfiguration.class, CurfewMvcAutoConfiguration.class, WebMvcAutoConfiguration.class))
            .withPropertyValues("curfew.policies.reports.timeout=2m", "app.timeout=7s");

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @RequestTimeout
    @interface Quick {

        @AliasFor(annotation = RequestTimeout.class, attribute = "value")
        String within() default "250ms";
    }

    @RestController
    @RequestTimeout("4s")
    static class Controller {

        @GetMapping("/own")
        @RequestTimeout("2s")
        public void own() {}

        @GetMapping("/inherited")
        public void inherited() {}

        @GetMapping("/named")
        @RequestTimeout(policy = "reports")
        public void named() {}

        @GetMapping("/both")
        @RequestTimeout(value = "3m", policy = "reports")
        public void both() {}

        @GetMapping("/placeholder")
        @RequestTimeout("${app.timeout}")
        public void placeholder() {}

        @GetMapping("/meta")
        @Quick
        public void meta() {}

        @GetMapping("/meta-value")
        @Quick(within = "300ms")
        public void metaValue() {}

        @GetMapping("/none")
        @NoRequestTimeout
        public void none() {}
    }

    private void assertFound(String method, String policy, Duration timeout) {
        app.withUserConfiguration(Controller.class).run(context -> {
            HandlerPolicies.Found found = context.getBean(HandlerPolicies.class)
                    .of(new HandlerMethod(context.getBean(Controller.class), method));
            assertThat(found.exempt()).isFalse();
            assertThat(found.policy().name()).isEqualTo(policy);
            assertThat(found.policy().timeout()).isEqualTo(timeout);
        });
    }

    @Test
    void methodHasPrecedenceOverItsClass() {
        assertFound("own", "default", Duration.ofSeconds(2));
        assertFound("inherited", "default", Duration.ofSeconds(4));
    }

    @Test
    void policyIsNamedAndItsTimeoutCanBeAnother() {
        assertFound("named", "reports", Duration.ofMinutes(2));
        assertFound("both", "reports", Duration.ofMinutes(3));
    }

    @Test
    void valueCanBeAPlaceholderOrStandOnAMetaAnnotation() {
        assertFound("placeholder", "default", Duration.ofSeconds(7));
        assertFound("meta", "default", Duration.ofMillis(250));
        assertFound("metaValue", "default", Duration.ofMillis(300));
    }

    @Test
    void noTimeoutOfAMethodHasPrecedenceOverItsClass() {
        app.withUserConfiguration(Controller.class)
                .run(context -> assertThat(context.getBean(HandlerPolicies.class)
                                .of(new HandlerMethod(context.getBean(Controller.class), "none"))
                                .exempt())
                        .isTrue());
    }

    @RestController
    static class Negative {

        @GetMapping("/wrong")
        @RequestTimeout("-2s")
        public void wrong() {}
    }

    @RestController
    static class Unknown {

        @GetMapping("/wrong")
        @RequestTimeout(policy = "nightly")
        public void wrong() {}
    }

    @RestController
    static class Empty {

        @GetMapping("/wrong")
        @RequestTimeout
        public void wrong() {}
    }

    @RestController
    static class Both {

        @GetMapping("/wrong")
        @RequestTimeout("2s")
        @NoRequestTimeout
        public void wrong() {}
    }

    private void assertRefused(Class<?> controller, String what) {
        app.withUserConfiguration(controller)
                .run(context -> assertThat(new CurfewFailureAnalyzer()
                                .analyze(context.getStartupFailure())
                                .getDescription())
                        .contains("@RequestTimeout of " + controller.getName() + "#wrong[0 args]")
                        .contains(what));
    }

    @Test
    void wrongValueEndsTheStart() {
        assertRefused(Negative.class, "timeout: -2s (expected: > 0");
        assertRefused(Unknown.class, "nightly (expected: one of reports; add curfew.policies.nightly)");
        assertRefused(Empty.class, "empty (expected: a timeout such as \"2s\", or the name of a policy)");
        assertRefused(Both.class, "stands beside @NoRequestTimeout (expected: one of both; remove the other)");
    }
}
