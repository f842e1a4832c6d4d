package dev.curfew.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a request's policy by the most specific URL pattern that matches it; of equal ones, that which names methods. */
final class UrlPatternResolver implements TimeoutPolicyResolver {

    private final List<Route> routes;
    private final @Nullable RoutePolicy otherwise;

    UrlPatternResolver(List<Route> routes, @Nullable RoutePolicy otherwise) {
        this.routes = new ArrayList<>(routes);
        this.routes.sort(Comparator.comparing(Route::pattern)
                .thenComparing(route -> route.methods().isAll()));
        this.otherwise = otherwise;
    }

    @Override
    public @Nullable RoutePolicy resolve(HttpServletRequest request) {
        if (routes.isEmpty()) {
            return otherwise;
        }
        String path = pathOf(request);
        for (Route route : routes) {
            if (route.matches(request.getMethod(), path)) {
                return route.found();
            }
        }
        return otherwise;
    }

    /** The path within the context, decoded and without parameters, as §12.1 matches it. */
    private static String pathOf(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = info == null ? request.getServletPath() : request.getServletPath() + info;
        return path.isEmpty() ? "/" : path;
    }
}
