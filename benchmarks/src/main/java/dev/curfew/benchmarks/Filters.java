package dev.curfew.benchmarks;

import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** What stands in front of the servlet, each under a path of its own. */
enum Filters {
    NONE("none"),
    NO_OP("no-op"),
    CURFEW("curfew");

    private final String word;

    Filters(String word) {
        this.word = word;
    }

    /** The word for it in a cell. */
    String word() {
        return word;
    }

    String path() {
        return "/" + word;
    }

    /** All of them, by the URL pattern to map them to. */
    static Map<String, Filter> byPattern() {
        return Map.of(NO_OP.path(), new NoOp(), CURFEW.path(), curfew());
    }

    /** With a policy that does all it can at the deadline, and so guards the response. */
    private static Filter curfew() {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(30))
                .set("on-timeout", "log,interrupt,abort")
                .build();
        RoutePolicy route = new RoutePolicy(policy, "/*");
        return new RequestTimeoutFilter(Watchdog.builder().build(), request -> route);
    }

    /** What any filter costs. */
    private static final class NoOp implements Filter {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }
}
