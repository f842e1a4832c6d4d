package dev.curfew.boot;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** A filter of the app's: gives responses a header, wraps request and response, and looks at the status in the end. */
@Component
@Order(RequestIds.ORDER)
final class RequestIds implements Filter {

    static final int ORDER = 0; // behind Spring Security
    static final String HEADER = "x-request-id";

    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse httpResponse = (HttpServletResponse) response;
        httpResponse.setHeader(HEADER, http.getRequestURI());
        chain.doFilter(new HttpServletRequestWrapper(http), new HttpServletResponseWrapper(httpResponse));
        statuses.put(http.getRequestURI(), httpResponse.getStatus());
    }

    /** The status of the response to this path when the chain has returned, once it has. */
    int awaitStatus(String path) {
        return Awaitility.await("status of " + path)
                .atMost(App.PATIENCE)
                .until(() -> statuses.get(path), status -> status != null);
    }
}
