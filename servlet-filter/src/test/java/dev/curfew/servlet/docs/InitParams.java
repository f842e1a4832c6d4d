package dev.curfew.servlet.docs;

import static org.mockito.Mockito.mock;

import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Init-params of the filter {@code curfew}, without a container. */
public record InitParams(Map<String, String> values) implements FilterConfig {

    /** From pairs such as {@code timeout=30s}, where {@code \n} stands for the end of a line. */
    public static InitParams of(Iterable<String> pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), pair.substring(equals + 1).replace("\\n", "\n"));
        }
        return new InitParams(values);
    }

    /** Starts a filter with these, and ends it again. */
    void start() throws ServletException {
        RequestTimeoutFilter filter = new RequestTimeoutFilter();
        try {
            filter.init(this);
        } finally {
            filter.destroy();
        }
    }

    @Override
    public String getFilterName() {
        return "curfew";
    }

    @Override
    public ServletContext getServletContext() {
        return mock(ServletContext.class);
    }

    @Override
    public String getInitParameter(String name) {
        return values.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(values.keySet());
    }
}
