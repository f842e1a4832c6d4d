package dev.curfew.test;

import dev.curfew.InFlightRequest;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/** The last before the handler: the handler's own policy is in force. */
final class ExpiringInterceptor implements HandlerInterceptor {

    private final RequestTimeouts timeouts;

    ExpiringInterceptor(RequestTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        InFlightRequest inFlight =
                request.getDispatcherType() == DispatcherType.REQUEST ? RequestTimeoutFilter.inFlight(request) : null;
        if (inFlight != null) {
            timeouts.beforeHandler(inFlight.id());
        }
        return true;
    }
}
