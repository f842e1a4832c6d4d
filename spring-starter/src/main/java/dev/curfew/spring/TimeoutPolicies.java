package dev.curfew.spring;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import dev.curfew.servlet.RouteMethods;
import dev.curfew.servlet.RoutePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/** All policies of the app, checked: its own, those with a name, those of its routes. */
final class TimeoutPolicies {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final String PREFIX = "curfew";

    private final TimeoutPolicyBuilder defaults = TimeoutPolicy.builder(DEFAULT_TIMEOUT);
    private final TimeoutPolicy own;
    private boolean mayCancel;
    private final boolean enabled;
    private final Map<String, TimeoutPolicyBuilder> named = new LinkedHashMap<>();
    private final List<Route> routes = new ArrayList<>();

    TimeoutPolicies(CurfewProperties properties) {
        enabled = properties.isEnabled();
        properties.applyTo(defaults, PREFIX);
        own = build(defaults, PREFIX, properties);
        mayCancel = own.onTimeout().contains(TimeoutAction.CANCEL);
        properties.getPolicies().forEach(this::addPolicy);
        for (int i = 0; i < properties.getRoutes().size(); i++) {
            addRoute(properties.getRoutes().get(i), PREFIX + ".routes[" + i + "]");
        }
    }

    private void addPolicy(String name, PolicyProperties values) {
        String where = PREFIX + ".policies." + name;
        TimeoutPolicyBuilder builder = defaults.copy().name(name);
        values.applyTo(builder, where);
        mayCancel |= build(builder, where, values).onTimeout().contains(TimeoutAction.CANCEL);
        named.put(name, builder);
    }

    private void addRoute(CurfewProperties.Route values, String where) {
        PathPattern pattern = pattern(values.getPath(), where + ".path");
        TimeoutPolicyBuilder builder = builderOf(values.getPolicy(), where + ".policy");
        if (!StringUtils.hasText(values.getPolicy())) {
            builder.name(pattern.getPatternString());
        }
        values.applyTo(builder, where);
        TimeoutPolicy policy = build(builder, where, values);
        mayCancel |= policy.onTimeout().contains(TimeoutAction.CANCEL);
        boolean watched = values.getEnabled() == null ? enabled : values.getEnabled();
        RouteMethods methods =
                CurfewConfigurationException.check(where + ".methods", () -> RouteMethods.of(values.getMethods()));
        Route route = new Route(pattern, methods, watched ? new RoutePolicy(policy, pattern.getPatternString()) : null);
        if (routes.stream().anyMatch(route::clashesWith)) {
            throw new CurfewConfigurationException(
                    where + ".path",
                    pattern + " (expected: each pattern once for a method; remove the second route)",
                    null);
        }
        routes.add(route);
    }

    private static PathPattern pattern(@Nullable String path, String where) {
        if (!StringUtils.hasText(path)) {
            throw new CurfewConfigurationException(where, "unset (expected: a path pattern such as /reports/**)", null);
        }
        if (!path.startsWith("/")) {
            throw new CurfewConfigurationException(
                    where, path + " (expected: a path pattern that begins with /, such as /reports/**)", null);
        }
        try {
            return PathPatternParser.defaultInstance.parse(path);
        } catch (PatternParseException e) {
            throw new CurfewConfigurationException(
                    where, path + " (expected: a path pattern; " + e.getMessage() + ")", e);
        }
    }

    private TimeoutPolicyBuilder builderOf(@Nullable String name, String where) {
        if (!StringUtils.hasText(name)) {
            return defaults.copy();
        }
        TimeoutPolicyBuilder builder = named.get(name);
        if (builder == null) {
            String known = named.isEmpty() ? "none is configured" : "one of " + String.join(", ", named.keySet());
            throw new CurfewConfigurationException(
                    where, name + " (expected: " + known + "; add curfew.policies." + name + ")", null);
        }
        return builder.copy();
    }

    private static PolicyProperties timeoutOnly(String timeout) {
        PolicyProperties values = new PolicyProperties();
        values.setTimeout(timeout);
        return values;
    }

    /** Builds the policy of a place; where only one of two values that do not fit stands there, the error says which. */
    private static TimeoutPolicy build(TimeoutPolicyBuilder builder, String where, PolicyProperties here) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            boolean timeout = here.getTimeout() != null;
            String whose =
                    timeout ? "; the timeout stands here, warn-at above" : "; warn-at stands here, the timeout above";
            boolean oneOfBoth = timeout != (here.getWarnAt() != null);
            throw new CurfewConfigurationException(where, e.getMessage() + (oneOfBoth ? whose : ""), e);
        }
    }

    /** Whether requests are watched where no route says otherwise. */
    boolean isEnabled() {
        return enabled;
    }

    /** Whether any request is watched. */
    boolean watchAny() {
        return enabled || routes.stream().anyMatch(route -> route.found() != null);
    }

    /** Whether any of the policies cancels. */
    boolean mayCancel() {
        return mayCancel;
    }

    /** The app's own policy. */
    TimeoutPolicy own() {
        return own;
    }

    /** The routes, in the order of their configuration. */
    List<Route> routes() {
        return routes;
    }

    /** The policy that an annotation asks for. */
    TimeoutPolicy of(String name, String timeout, String where) {
        TimeoutPolicyBuilder builder = builderOf(name, where);
        if (!timeout.isEmpty()) {
            CurfewConfigurationException.check(where, () -> builder.set("timeout", timeout));
        }
        return build(builder, where, timeoutOnly(timeout));
    }

    /**
     * A route of the configuration.
     *
     * @param methods the methods that it is for
     * @param found the policy there, or null where requests are not watched
     */
    record Route(
            PathPattern pattern,
            RouteMethods methods,
            @Nullable RoutePolicy found) {

        boolean clashesWith(Route other) {
            return pattern.equals(other.pattern) && methods.clashWith(other.methods);
        }

        @Override
        public String toString() {
            return (methods.isAll() ? "" : methods + " ") + pattern + " "
                    + (found == null ? "unwatched" : found.policy());
        }
    }
}
