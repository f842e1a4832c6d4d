package dev.curfew.test;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** What stands behind it is the handler. */
final class ExpiringFilter implements Filter {

    private final RequestTimeouts timeouts;

    ExpiringFilter(RequestTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        timeouts.beforeHandler(request);
        chain.doFilter(request, response);
    }
}
