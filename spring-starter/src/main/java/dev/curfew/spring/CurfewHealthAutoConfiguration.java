package dev.curfew.spring;

import dev.curfew.Watchdog;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health contributor {@code requestTimeouts}, with Spring Boot 3.5. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnClass(
        name = {
            "org.springframework.boot.actuate.health.HealthIndicator",
            "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
        })
@ConditionalOnBean(TimeoutPolicies.class)
public final class CurfewHealthAutoConfiguration {

    CurfewHealthAutoConfiguration() {}

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
