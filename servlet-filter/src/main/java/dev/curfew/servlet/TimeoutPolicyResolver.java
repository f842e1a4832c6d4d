package dev.curfew.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the policy for a request. Asked once for each request, on the request's thread, before anything is allocated for
 * it; so policies can change while the app runs. If it throws, the request goes on unwatched, and the log says so once.
 */
@FunctionalInterface
public interface TimeoutPolicyResolver {

    /** The policy for this request, or null to leave it unwatched. */
    @Nullable
    RoutePolicy resolve(HttpServletRequest request);
}
