package dev.curfew.servlet;

import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.http.InboundDeadlinesBuilder;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the filter's init-params say; refuses what it does not know or understand.
 *
 * @param resolver the policies
 * @param inbound what is read from the headers of trusted peers, or null where nothing is
 */
record FilterConfiguration(
        UrlPatternResolver resolver, @Nullable InboundDeadlines inbound) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final String INBOUND = "inbound-";

    /** The init-params beside the keys of a policy. */
    private static final List<String> KEYS = Stream.concat(
                    Stream.of("enabled", "routes"),
                    InboundDeadlinesBuilder.keys().stream().map(INBOUND::concat))
            .toList();

    static FilterConfiguration read(FilterConfig config) throws ServletException {
        String param = "";
        try {
            TimeoutPolicyBuilder defaults = TimeoutPolicy.builder(DEFAULT_TIMEOUT);
            InboundDeadlinesBuilder inbound = null;
            boolean enabled = true;
            for (String name : Collections.list(config.getInitParameterNames())) {
                param = name;
                String value = config.getInitParameter(name);
                if (name.equals("enabled")) {
                    enabled = bool(name, value);
                } else if (!KEYS.contains(name)) {
                    set(defaults, name, value, KEYS);
                } else if (name.startsWith(INBOUND)) {
                    inbound = with(inbound, name.substring(INBOUND.length()), value);
                }
            }
            param = "inbound-trusted-networks and inbound-headers";
            InboundDeadlines trusting = inbound == null ? null : inbound.build();
            param = "timeout and warn-at";
            TimeoutPolicy policy = defaults.build();
            param = "routes";
            List<Route> routes = routes(config.getInitParameter("routes"), defaults, enabled);
            return new FilterConfiguration(
                    new UrlPatternResolver(routes, enabled ? RoutePolicy.of(policy) : null), trusting);
        } catch (IllegalArgumentException e) {
            throw new ServletException(
                    "Filter " + config.getFilterName() + ", init-param " + param + ": " + e.getMessage(), e);
        }
    }

    private static InboundDeadlinesBuilder with(@Nullable InboundDeadlinesBuilder begun, String key, String value) {
        return (begun == null ? InboundDeadlines.builder() : begun).set(key, value);
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
