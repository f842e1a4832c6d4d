package dev.curfew.servlet;

import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of the {@code routes} init-param: a pattern, the methods that it is for, and what holds there.
 *
 * @param methods the methods that it is for
 * @param found the policy there, or null where requests are not watched
 */
record Route(
        UrlPattern pattern, RouteMethods methods, @Nullable RoutePolicy found) {

    /** The keys beside those of a policy. */
    private static final List<String> KEYS = List.of("enabled", "methods", "policy");

    /** Reads a line such as {@code /reports/* timeout=120s on-timeout=abort,interrupt methods=POST}. */
    static Route parse(String line, TimeoutPolicyBuilder defaults, boolean enabledByDefault) {
        String[] words = line.strip().split("\\s+");
        UrlPattern pattern = UrlPattern.parse(words[0]);
        try {
            return parse(pattern, keys(words), defaults, enabledByDefault);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(pattern + ": " + e.getMessage(), e);
        }
    }

    private static Route parse(
            UrlPattern pattern, Map<String, String> keys, TimeoutPolicyBuilder defaults, boolean enabledByDefault) {
        RouteMethods methods = methods(keys.remove("methods"));
        String enabled = keys.remove("enabled");
        boolean watched = enabled == null ? enabledByDefault : FilterConfiguration.bool("enabled", enabled);
        TimeoutPolicyBuilder builder = defaults.copy();
        String name = keys.remove("policy");
        builder.name(name == null ? pattern.toString() : name);
        keys.forEach((key, value) -> FilterConfiguration.set(builder, key, value, KEYS));
        TimeoutPolicy policy = build(builder, keys);
        return new Route(pattern, methods, watched ? new RoutePolicy(policy, pattern.toString()) : null);
    }

    private static TimeoutPolicy build(TimeoutPolicyBuilder builder, Map<String, String> keys) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            boolean both = keys.containsKey("warn-at") == keys.containsKey("timeout");
            String whose = keys.containsKey("timeout")
                    ? "warn-at is that of the filter, timeout that of the route"
                    : "timeout is that of the filter, warn-at that of the route";
            throw both ? e : new IllegalArgumentException(e.getMessage() + "; " + whose, e);
        }
    }

    private static Map<String, String> keys(String[] words) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(words[i] + " (expected: key=value pairs, without blanks inside)");
            }
            String key = words[i].substring(0, equals);
            if (keys.put(key, words[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException(key + " (expected: each key once; remove the second)");
            }
        }
        return keys;
    }

    private static RouteMethods methods(@Nullable String text) {
        try {
            return RouteMethods.of(text == null ? List.of() : List.of(text.split(",", -1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("methods: " + e.getMessage(), e);
        }
    }

    boolean matches(String method, String path) {
        return methods.contains(method) && pattern.matches(path);
    }

    /** Whether some request would match both, neither being more specific. */
    boolean clashesWith(Route other) {
        return pattern.equals(other.pattern) && methods.clashWith(other.methods);
    }
}
