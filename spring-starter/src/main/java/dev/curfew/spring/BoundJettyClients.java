package dev.curfew.spring;

import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import org.eclipse.jetty.client.Request;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;

/**
 * Binds the Jetty clients of the builder that Spring Boot, or the app, has as a bean: a thread that is interrupted leaves,
 * and its connection stays in use.
 */
final class BoundJettyClients implements BeanPostProcessor {

    private final ObjectProvider<OutgoingCalls> calls;

    BoundJettyClients(ObjectProvider<OutgoingCalls> calls) {
        this.calls = calls;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof JettyClientHttpRequestFactoryBuilder builder
                ? builder.withHttpClientCustomizer(
                        client -> client.getRequestListeners().addQueuedListener(this::bind))
                : bean;
    }

    /** On the thread that sends it, or, after a redirect, on one that works for no request. */
    private void bind(Request request) {
        OutgoingCall call = calls.getObject().begin();
        if (call != null) {
            request.onComplete(result -> call.close());
            Runnable end = () -> abort(call, request);
            call.onEnd(end);
            CallsWithin.add(end);
        }
    }

    private static void abort(OutgoingCall call, Request request) {
        Object unused = request.abort(call.timeout(null));
    }
}
