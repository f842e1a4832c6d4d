package dev.curfew.spring;

import dev.curfew.Watchdog;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health contributor {@code requestTimeouts}, with Spring Boot 4, where its types stand in another package. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnClass(
        name = {
            "org.springframework.boot.health.contributor.HealthIndicator",
            "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnBean(TimeoutPolicies.class)
public final class CurfewHealth4AutoConfiguration {

    CurfewHealth4AutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "requestTimeoutsHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("requesttimeouts")
    HealthIndicator requestTimeoutsHealthIndicator(Watchdog watchdog) {
        return () -> Health.up()
                .withDetail("inFlight", watchdog.inFlight())
                .withDetail("abandoned", watchdog.abandoned())
                .build();
    }
}
