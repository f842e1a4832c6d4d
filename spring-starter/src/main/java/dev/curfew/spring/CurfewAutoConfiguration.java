package dev.curfew.spring;

import dev.curfew.TimeoutListener;
import dev.curfew.Watchdog;
import dev.curfew.WatchdogBuilder;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.TimeoutPolicyResolver;
import dev.curfew.servlet.TimeoutResponseWriter;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The watchdog, the policies and the filter. Each bean is left out where the app has its own: a {@link Watchdog}, a {@link
 * TimeoutPolicyResolver}, a {@link TimeoutResponseWriter}, a {@link RequestTimeoutFilter}, registered or not; each {@link
 * TimeoutListener} is told of reports.
 */
@AutoConfiguration
@ConditionalOnClass(DispatcherType.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(CurfewProperties.class)
public final class CurfewAutoConfiguration {

    private static final int DEFAULT_THREADS = 200; // of Tomcat and Jetty

    CurfewAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Watchdog watchdog(CurfewProperties properties, ObjectProvider<TimeoutListener> listeners) {
        WatchdogBuilder builder = Watchdog.builder();
        CurfewProperties.Log log = properties.getLog();
        CurfewConfigurationException.check(
                "curfew.log.entries-per-second", () -> builder.logEntriesPerSecond(log.getEntriesPerSecond()));
        CurfewConfigurationException.check(
                "curfew.log.stacks-per-second", () -> builder.stacksPerSecond(log.getStacksPerSecond()));
        listeners.orderedStream().forEach(builder::listener);
        return builder.build();
    }

    @Bean
    TimeoutPolicies timeoutPolicies(CurfewProperties properties) {
        return new TimeoutPolicies(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    TimeoutPolicyResolver timeoutPolicyResolver(TimeoutPolicies policies) {
        return new PathPatternResolver(policies);
    }

    @Bean
    @ConditionalOnMissingBean(
            name = "requestTimeoutFilter",
            value = RequestTimeoutFilter.class,
            parameterizedContainer = FilterRegistrationBean.class)
    FilterRegistrationBean<RequestTimeoutFilter> requestTimeoutFilter(
            Watchdog watchdog,
            TimeoutPolicyResolver resolver,
            TimeoutPolicies policies,
            CurfewProperties properties,
            BeanFactory optional) {
        FilterRegistrationBean<RequestTimeoutFilter> registration = new FilterRegistrationBean<>(filter(
                watchdog,
                resolver,
                optional.getBeanProvider(TimeoutResponseWriter.class).getIfAvailable(),
                optional.getBeanProvider(InboundDeadlines.class).getIfAvailable()));
        registration.setName("requestTimeoutFilter");
        registration.setOrder(properties.getFilter().getOrder());
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        registration.setEnabled(policies.watchAny());
        return registration;
    }

    private static RequestTimeoutFilter filter(
            Watchdog watchdog,
            TimeoutPolicyResolver resolver,
            @Nullable TimeoutResponseWriter writer,
            @Nullable InboundDeadlines inbound) {
        if (inbound == null) {
            return writer == null
                    ? new RequestTimeoutFilter(watchdog, resolver)
                    : new RequestTimeoutFilter(watchdog, resolver, writer);
        }
        return writer == null
                ? new RequestTimeoutFilter(watchdog, resolver, inbound)
                : new RequestTimeoutFilter(watchdog, resolver, writer, inbound);
    }

    @Bean
    StartReport curfewStartReport(TimeoutPolicies policies, Environment environment) {
        return new StartReport(policies, environment);
    }

    @Bean
    @ConditionalOnProperty(name = "curfew.shutdown.enabled", matchIfMissing = true)
    DrainOnShutdown curfewDrainOnShutdown(Watchdog watchdog, CurfewProperties properties, Environment environment) {
        Duration margin = properties.getShutdown().getMargin();
        if (margin.isNegative()) {
            throw new CurfewConfigurationException(
                    "curfew.shutdown.margin",
                    margin + " (expected: >= 0; 0s leaves no time between the last answer and"
                            + " the end of the server's wait)",
                    null);
        }
        if (environment.getProperty("server.shutdown", "graceful").equalsIgnoreCase("immediate")) {
            return new DrainOnShutdown(watchdog, Duration.ZERO, margin); // the server waits for nobody
        }
        Duration remaining = NeighbouringTimeouts.shutdownPhase(environment).minus(margin);
        return new DrainOnShutdown(watchdog, remaining.isNegative() ? Duration.ZERO : remaining, Duration.ZERO);
    }

    /** What abandoned requests mean for the app's availability, where configuration says so. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(AvailabilityConfigured.class)
    static class Availability {

        @Bean
        AvailabilityWatch curfewAvailabilityWatch(
                CurfewProperties properties,
                Watchdog watchdog,
                ApplicationContext context,
                ApplicationAvailability availability) {
            int threads = threads(properties.getHealth(), context.getEnvironment());
            AvailabilityRules rules = AvailabilityRules.of(properties.getHealth(), threads);
            return new AvailabilityWatch(rules, watchdog, context, availability);
        }

        private static int threads(CurfewProperties.Health health, Environment environment) {
            Integer own = health.getThreads();
            if (own != null && own < 1) {
                throw new CurfewConfigurationException(
                        "curfew.health.threads", own + " (expected: >= 1; the number of the server's threads)", null);
            }
            return own != null
                    ? own
                    : Stream.of(
                                    "server.tomcat.threads.max",
                                    "server.jetty.threads.max",
                                    "server.undertow.threads.worker")
                            .map(key -> environment.getProperty(key, Integer.class))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(DEFAULT_THREADS);
        }
    }

    /** Any of the rules, so that half of them is refused and not ignored. */
    static final class AvailabilityConfigured extends AnyNestedCondition {

        AvailabilityConfigured() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("curfew.health.refuse-traffic-at")
        static final class RefuseTrafficAt {}

        @ConditionalOnProperty("curfew.health.broken-after")
        static final class BrokenAfter {}
    }
}
