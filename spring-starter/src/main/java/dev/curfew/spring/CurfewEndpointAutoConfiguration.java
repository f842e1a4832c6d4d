package dev.curfew.spring;

import dev.curfew.Watchdog;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator endpoint {@code requesttimeouts}, where the app exposes it. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(TimeoutPolicies.class)
public final class CurfewEndpointAutoConfiguration {

    CurfewEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "requestTimeoutsEndpoint")
    @ConditionalOnAvailableEndpoint
    RequestTimeoutsEndpoint requestTimeoutsEndpoint(Watchdog watchdog) {
        return new RequestTimeoutsEndpoint(watchdog);
    }
}
