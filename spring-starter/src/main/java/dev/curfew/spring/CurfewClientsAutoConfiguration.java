package dev.curfew.spring;

import dev.curfew.http.OutgoingCalls;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.client.RestClientCustomizer;
import org.springframework.boot.web.client.RestTemplateCustomizer;
import org.springframework.boot.web.reactive.function.client.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Binds the calls of the clients that Spring builds, with Spring Boot 3.5.
 * The last customizers: what they put first stays first.
 */
@AutoConfiguration(after = CurfewCallsAutoConfiguration.class)
@ConditionalOnBean({TimeoutPolicies.class, OutgoingCalls.class})
@ConditionalOnProperty(name = "curfew.clients.enabled", matchIfMissing = true)
public final class CurfewClientsAutoConfiguration {

    CurfewClientsAutoConfiguration() {}

    /** {@code RestClient} and {@code RestTemplate}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.web.client.RestClientCustomizer",
                "org.springframework.web.client.RestClient"
            })
    static class Blocking {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        @ConditionalOnMissingBean(name = "boundRestClients")
        RestClientCustomizer boundRestClients(OutgoingCalls calls, TimeoutPolicies policies) {
            return new ClientBinding(calls, policies)::bind;
        }

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        @ConditionalOnMissingBean(name = "boundRestTemplates")
        RestTemplateCustomizer boundRestTemplates(OutgoingCalls calls, TimeoutPolicies policies) {
            return new ClientBinding(calls, policies)::bind;
        }
    }

    /** {@code WebClient}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.web.reactive.function.client.WebClientCustomizer",
                "org.springframework.web.reactive.function.client.WebClient"
            })
    static class Reactive {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        @ConditionalOnMissingBean(name = "boundWebClients")
        WebClientCustomizer boundWebClients(OutgoingCalls calls, TimeoutPolicies policies) {
            return new ClientBinding(calls, policies)::bind;
        }
    }
}
