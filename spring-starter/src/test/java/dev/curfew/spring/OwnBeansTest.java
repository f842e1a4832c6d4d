package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.micrometer.RequestMeters;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;

/** An app's own bean in place of each of ours. */
class OwnBeansTest {

    private static final TimeoutPolicy POLICY =
            TimeoutPolicy.builder(Duration.ofSeconds(1)).build();

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withPropertyValues("management.endpoints.web.exposure.include=requesttimeouts")
            .withConfiguration(CurfewAutoConfigurationTest.OURS)
            .withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class));

    /** The app starts, and the bean with this name is the app's and the only one of its type. */
    private void assertReplaced(Class<?> configuration, Class<?> type, String name) {
        app.withUserConfiguration(configuration)
                .run(context ->
                        assertThat(context).hasNotFailed().hasSingleBean(type).hasBean(name));
    }

    private static RequestTimeoutFilter filter(Watchdog watchdog) {
        return new RequestTimeoutFilter(watchdog, request -> RoutePolicy.of(POLICY));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnWatchdog {

        @Bean
        Watchdog ownWatchdog() {
            return Watchdog.builder().logging(false).build();
        }
    }

    @Test
    void watchdog() {
        assertReplaced(OwnWatchdog.class, Watchdog.class, "ownWatchdog");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnResolver {

        @Bean
        TimeoutPolicyResolver ownResolver() {
            return request -> RoutePolicy.of(POLICY);
        }
    }

    @Test
    void policyResolver() {
        assertReplaced(OwnResolver.class, TimeoutPolicyResolver.class, "ownResolver");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFilter {

        @Bean
        RequestTimeoutFilter ownFilter(Watchdog watchdog) {
            return filter(watchdog);
        }
    }

    @Test
    void filter() {
        app.withUserConfiguration(OwnFilter.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(RequestTimeoutFilter.class)
                        .doesNotHaveBean(FilterRegistrationBean.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRegistration {

        @Bean
        FilterRegistrationBean<RequestTimeoutFilter> ownRegistration(Watchdog watchdog) {
            return new FilterRegistrationBean<>(filter(watchdog));
        }
    }

    @Test
    void registrationOfTheFilter() {
        assertReplaced(OwnRegistration.class, FilterRegistrationBean.class, "ownRegistration");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRegistrationByName {

        @Bean
        FilterRegistrationBean<?> requestTimeoutFilter(Watchdog watchdog) {
            return new FilterRegistrationBean<>(filter(watchdog));
        }
    }

    @Test
    void registrationOfTheFilterByItsName() {
        assertReplaced(OwnRegistrationByName.class, FilterRegistrationBean.class, "requestTimeoutFilter");
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherFilter {

        @Bean
        FilterRegistrationBean<jakarta.servlet.Filter> otherFilter() {
            return new FilterRegistrationBean<>((request, response, chain) -> chain.doFilter(request, response));
        }
    }

    @Test
    void registrationOfAnotherFilterReplacesNothing() {
        app.withUserConfiguration(OtherFilter.class)
                .run(context ->
                        assertThat(context).hasBean("requestTimeoutFilter").hasBean("otherFilter"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMeters {

        @Bean
        RequestMeters ownMeters(Watchdog watchdog) {
            return new RequestMeters(watchdog, Tags.of("app", "own"));
        }
    }

    @Test
    void meters() {
        assertReplaced(OwnMeters.class, RequestMeters.class, "ownMeters");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnEndpoint {

        @Endpoint(id = "requesttimeouts")
        record Totals(Watchdog watchdog) {

            @ReadOperation
            int inFlight() {
                return watchdog.inFlight();
            }
        }

        @Bean
        Totals requestTimeoutsEndpoint(Watchdog watchdog) {
            return new Totals(watchdog);
        }
    }

    @Test
    void endpointByItsName() {
        app.withUserConfiguration(OwnEndpoint.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(OwnEndpoint.Totals.class)
                        .doesNotHaveBean(RequestTimeoutsEndpoint.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnHealth {

        static final HealthIndicator DOWN = () -> Health.down().build();

        @Bean
        HealthIndicator requestTimeoutsHealthIndicator() {
            return DOWN;
        }
    }

    @Test
    void healthByItsName() {
        app.withUserConfiguration(OwnHealth.class)
                .run(context -> assertThat(context.getBean("requestTimeoutsHealthIndicator"))
                        .isSameAs(OwnHealth.DOWN));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDecorator {

        @Bean
        TaskDecorator watchedTasks() {
            return task -> task;
        }
    }

    /** One with another name is kept beside ours; see {@link WatchedTasksTest}. */
    @Test
    void taskDecoratorByItsName() {
        assertReplaced(OwnDecorator.class, TaskDecorator.class, "watchedTasks");
    }

    /** Where our filter and watchdog are not, those that stand on them still start. */
    @ParameterizedTest
    @ValueSource(classes = {OwnWatchdog.class, OwnResolver.class, OwnFilter.class, OwnRegistration.class})
    void restOfOursStaysThere(Class<?> configuration) {
        app.withUserConfiguration(configuration)
                .run(context -> assertThat(context)
                        .hasSingleBean(RequestMeters.class)
                        .hasSingleBean(RequestTimeoutsEndpoint.class)
                        .hasBean("requestTimeoutsHealthIndicator")
                        .hasBean("watchedTasks"));
    }
}
