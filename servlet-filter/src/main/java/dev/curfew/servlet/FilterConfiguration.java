package dev.curfew.servlet;

import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the filter's init-params; refuses what it does not know or understand. */
final class FilterConfiguration {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** The init-params beside the keys of a policy. */
    private static final List<String> KEYS = List.of("enabled", "routes");

    private FilterConfiguration() {}

    static UrlPatternResolver read(FilterConfig config) throws ServletException {
        String param = "";
        try {
            TimeoutPolicyBuilder defaults = TimeoutPolicy.builder(DEFAULT_TIMEOUT);
            boolean enabled = true;
            for (String name : Collections.list(config.getInitParameterNames())) {
                param = name;
                String value = config.getInitParameter(name);
                if (name.equals("enabled")) {
                    enabled = bool(name, value);
                } else if (!name.equals("routes")) {
                    set(defaults, name, value, KEYS);
                }
            }
            param = "timeout and warn-at";
            TimeoutPolicy policy = defaults.build();
            param = "routes";
            List<Route> routes = routes(config.getInitParameter("routes"), defaults, enabled);
            return new UrlPatternResolver(routes, enabled ? RoutePolicy.of(policy) : null);
        } catch (IllegalArgumentException e) {
            throw new ServletException(
                    "Filter " + config.getFilterName() + ", init-param " + param + ": " + e.getMessage(), e);
        }
    }

    private static List<Route> routes(@Nullable String text, TimeoutPolicyBuilder defaults, boolean enabled) {
        List<Route> routes = new ArrayList<>();
        if (text == null) {
            return routes;
        }
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            Route route = Route.parse(line, defaults, enabled);
            if (routes.stream().anyMatch(route::clashesWith)) {
                throw new IllegalArgumentException(
                        route.pattern() + " (expected: each pattern once for a method; remove the second line)");
            }
            routes.add(route);
        }
        return routes;
    }

    /** Sets a policy's value; refuses a key that is unknown where these others are known too. */
    static void set(TimeoutPolicyBuilder builder, String key, String value, List<String> others) {
        if (!TimeoutPolicyBuilder.keys().contains(key)) {
            List<String> known = new ArrayList<>(others);
            known.addAll(TimeoutPolicyBuilder.keys());
            throw new IllegalArgumentException(key + " (expected: one of " + String.join(", ", known) + ")");
        }
        builder.set(key, value);
    }

    static boolean bool(String key, String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + ": " + text + " (expected: true or false)");
        };
    }
}
