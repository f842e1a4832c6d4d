package dev.curfew.spring;

import dev.curfew.resilience4j.DeadlineTimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Caps the app's time limiters by what the request has left, where configuration says so. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnClass(TimeLimiterRegistry.class)
@ConditionalOnBean(TimeoutPolicies.class)
@ConditionalOnProperty("curfew.resilience4j.enabled")
public final class CurfewResilience4jAutoConfiguration {

    CurfewResilience4jAutoConfiguration() {}

    /** Whoever asks for the registry, as the aspect of {@code @TimeLimiter} does, gets a view of it. */
    @Bean
    static BeanPostProcessor cappedTimeLimiters() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof TimeLimiterRegistry registry ? DeadlineTimeLimiter.of(registry) : bean;
            }
        };
    }
}
