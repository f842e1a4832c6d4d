package dev.curfew.boot;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** A filter of the app's that takes its time before a handler is found. */
@Component
final class SlowEntry implements Filter {

    static final long NANOS = 200_000_000;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (((HttpServletRequest) request).getRequestURI().endsWith("/slow-entry")) {
            long end = System.nanoTime() + NANOS;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
        chain.doFilter(request, response);
    }
}
