package dev.curfew.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** Says in a WebFlux app that its requests are not watched. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class CurfewReactiveAutoConfiguration {

    private static final Logger logger = LoggerFactory.getLogger(CurfewAutoConfiguration.class);

    CurfewReactiveAutoConfiguration() {}

    @Bean
    ApplicationListener<ApplicationReadyEvent> curfewNotice() {
        return event -> logger.warn("Curfew does not watch the requests of a WebFlux app: no thread belongs to one of"
                + " them. Use Reactor's timeout operator there, or remove the starter");
    }
}
