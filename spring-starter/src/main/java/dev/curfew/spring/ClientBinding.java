package dev.curfew.spring;

import dev.curfew.http.OutgoingCalls;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Binds the calls of the clients that Spring builds, first of all, before what signs a request. Where no policy cancels,
 * clients are as without Curfew: with an interceptor Spring keeps a request's body in memory.
 */
record ClientBinding(OutgoingCalls calls, TimeoutPolicies policies) {

    void bind(RestClient.Builder builder) {
        if (policies.mayCancel()) {
            builder.requestInterceptors(interceptors -> interceptors.add(0, new BoundRequests(calls)));
        }
    }

    void bind(RestTemplate template) {
        if (policies.mayCancel()) {
            template.getInterceptors().add(0, new BoundRequests(calls));
        }
    }

    void bind(WebClient.Builder builder) {
        if (policies.mayCancel()) {
            BoundExchanges.bind(builder, calls);
        }
    }
}
