package dev.curfew.spring;

import dev.curfew.Watchdog;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.micrometer.InboundMeters;
import dev.curfew.micrometer.RequestMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters, in whichever registries the app has. */
@AutoConfiguration(after = {CurfewAutoConfiguration.class, CurfewInboundAutoConfiguration.class})
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(TimeoutPolicies.class)
public final class CurfewMetricsAutoConfiguration {

    CurfewMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    RequestMeters requestMeters(Watchdog watchdog) {
        return new RequestMeters(watchdog);
    }

    @Bean
    @ConditionalOnBean(InboundDeadlines.class)
    @ConditionalOnMissingBean
    InboundMeters inboundMeters(InboundDeadlines inbound) {
        return new InboundMeters(inbound);
    }
}
