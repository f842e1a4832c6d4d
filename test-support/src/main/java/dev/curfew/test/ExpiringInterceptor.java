package dev.curfew.test;

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
        timeouts.beforeHandler(request);
        return true;
    }
}
