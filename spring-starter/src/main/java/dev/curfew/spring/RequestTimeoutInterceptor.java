package dev.curfew.spring;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Tells the watched request what its handler is, before that runs: the route, the policy of its annotations, the trace that
 * it belongs to. Only on a request's first dispatch; what it is dispatched to later is a part of it.
 */
final class RequestTimeoutInterceptor implements HandlerInterceptor {

    private final HandlerPolicies handlers;
    private final List<String> mdcKeys;

    RequestTimeoutInterceptor(HandlerPolicies handlers, List<String> mdcKeys) {
        this.handlers = handlers;
        this.mdcKeys = List.copyOf(mdcKeys);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        InFlightRequest inFlight =
                request.getDispatcherType() == DispatcherType.REQUEST ? RequestTimeoutFilter.inFlight(request) : null;
        if (inFlight == null) {
            return true;
        }
        boolean configured = inFlight.description().route() != null; // by a route, which has precedence
        describe(inFlight, request);
        if (handler instanceof HandlerMethod method && !configured) {
            apply(inFlight, handlers.of(method));
        }
        return !inFlight.isAborted(); // its time was over by then: the work need not begin
    }

    private static void apply(InFlightRequest inFlight, HandlerPolicies.Found found) {
        TimeoutPolicy policy = found.policy();
        if (found.exempt()) {
            inFlight.exempt();
        } else if (policy != null) {
            inFlight.apply(policy);
        }
    }

    private void describe(InFlightRequest inFlight, HttpServletRequest request) {
        RequestDescription known = inFlight.description();
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String route = pattern == null ? known.route() : pattern.toString();
        inFlight.describe(new RequestDescription(known.method(), known.path(), route), context());
    }

    /** The trace, as the log of the request's own thread has it. */
    private Map<String, String> context() {
        Map<String, String> context = Map.of();
        for (String key : mdcKeys) {
            String value = MDC.get(key);
            if (value != null) {
                context = context.isEmpty() ? new LinkedHashMap<>() : context;
                context.put(key, value);
            }
        }
        return context;
    }
}
