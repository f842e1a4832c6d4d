package dev.curfew.spring;

import dev.curfew.http.OutgoingCalls;
import dev.curfew.http.apache.ApacheCalls;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;

/** Binds the Apache HttpClients of the builder that Spring Boot, or the app, has as a bean: a socket is not interrupted. */
final class BoundApacheClients implements BeanPostProcessor {

    private final ObjectProvider<OutgoingCalls> calls;

    BoundApacheClients(ObjectProvider<OutgoingCalls> calls) {
        this.calls = calls;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof HttpComponentsClientHttpRequestFactoryBuilder builder
                ? builder.withHttpClientCustomizer(client -> ApacheCalls.bind(client, calls.getObject()))
                : bean;
    }
}
