package dev.curfew.spring;

import dev.curfew.http.OutgoingCalls;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How calls to other servers are bound to their requests, as a bean, also for clients that the app makes itself; and the
 * binding of those clients below that do not end a call by themselves when its thread is interrupted.
 */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnBean(TimeoutPolicies.class)
@ConditionalOnProperty(name = "curfew.clients.enabled", matchIfMissing = true)
public final class CurfewCallsAutoConfiguration {

    CurfewCallsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    OutgoingCalls outgoingCalls(CurfewProperties properties) {
        return properties.getClients().calls();
    }

    /** Where Spring Boot can build an Apache HttpClient. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.apache.hc.client5.http.impl.classic.HttpClientBuilder",
                "org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder"
            })
    static class Apache {

        @Bean
        static BeanPostProcessor boundApacheClients(ObjectProvider<OutgoingCalls> calls) {
            return new BoundApacheClients(calls);
        }
    }

    /** Where Spring Boot can build Jetty's client. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.eclipse.jetty.client.RequestListeners",
                "org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder"
            })
    static class Jetty {

        @Bean
        static BeanPostProcessor boundJettyClients(ObjectProvider<OutgoingCalls> calls) {
            return new BoundJettyClients(calls);
        }
    }
}
