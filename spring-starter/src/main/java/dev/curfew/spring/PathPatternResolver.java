package dev.curfew.spring;

import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;

/** Finds a request's policy by the most specific route that matches it; of equal ones, that which names methods. */
final class PathPatternResolver implements TimeoutPolicyResolver {

    private final List<TimeoutPolicies.Route> routes;
    private final @Nullable RoutePolicy otherwise;

    PathPatternResolver(TimeoutPolicies policies) {
        routes = policies.routes().stream()
                .sorted(Comparator.comparing(TimeoutPolicies.Route::pattern)
                        .thenComparing(route -> route.methods().isAll()))
                .toList();
        otherwise = policies.isEnabled() ? RoutePolicy.of(policies.own()) : null;
    }

    @Override
    public @Nullable RoutePolicy resolve(HttpServletRequest request) {
        if (routes.isEmpty()) {
            return otherwise;
        }
        PathContainer path = pathOf(request);
        for (TimeoutPolicies.Route route : routes) {
            if (route.methods().contains(request.getMethod()) && route.pattern().matches(path)) {
                return route.found();
            }
        }
        return otherwise;
    }

    /** The path within the app, as Spring MVC matches it. */
    private static PathContainer pathOf(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String path =
                uri.substring(Math.min(uri.length(), request.getContextPath().length()));
        try {
            return PathContainer.parsePath(path);
        } catch (IllegalArgumentException e) { // a malformed escape, which no route means
            return PathContainer.parsePath("/");
        }
    }
}
