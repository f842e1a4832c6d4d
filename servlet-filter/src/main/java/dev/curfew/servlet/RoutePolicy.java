package dev.curfew.servlet;

import dev.curfew.TimeoutPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The policy for a request, and the name of the route that it was found by.
 *
 * @param policy the policy
 * @param route a name of which there are few, such as the pattern that matched; null where there is none
 */
public record RoutePolicy(TimeoutPolicy policy, @Nullable String route) {

    /** A policy found by no route. */
    public static RoutePolicy of(TimeoutPolicy policy) {
        return new RoutePolicy(policy, null);
    }
}
