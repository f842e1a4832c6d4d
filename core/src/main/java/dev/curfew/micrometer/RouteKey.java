package dev.curfew.micrometer;

import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import io.micrometer.core.instrument.Tags;
import java.util.Set;

/** What requests are told apart by. */
record RouteKey(String method, String route, String policy) {

    static final String OTHER = "OTHER";
    static final String UNKNOWN = "UNKNOWN";

    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    static RouteKey of(RequestDescription request, TimeoutPolicy policy) {
        String method = request.method();
        String route = request.route();
        return new RouteKey(
                METHODS.contains(method) ? method : OTHER,
                route == null || route.isEmpty() ? UNKNOWN : route,
                policy.name());
    }

    RouteKey withOtherRoute() {
        return new RouteKey(method, OTHER, policy);
    }

    RouteKey withOtherRouteAndPolicy() {
        return new RouteKey(method, OTHER, OTHER);
    }

    Tags tags() {
        return Tags.of("method", method, "route", route, "policy", policy);
    }
}
