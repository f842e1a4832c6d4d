package dev.curfew.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/** Guards the app's {@code DataSource} beans, so that their work ends with the request that it is done for. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnBean(TimeoutPolicies.class)
@ConditionalOnProperty(name = "curfew.jdbc.enabled", matchIfMissing = true)
public final class CurfewJdbcAutoConfiguration {

    CurfewJdbcAutoConfiguration() {}

    /** Static, and bound by itself: made before any bean that it may have to look at. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static GuardedDataSources guardedDataSources(Environment environment) {
        CurfewProperties.Jdbc jdbc = Binder.get(environment).bindOrCreate("curfew.jdbc", CurfewProperties.Jdbc.class);
        return new GuardedDataSources(jdbc.isQueryTimeout());
    }
}
