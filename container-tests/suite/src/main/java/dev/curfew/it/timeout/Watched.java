package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.RequestControl;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.TimeoutPolicyBuilder;
import dev.curfew.WarnAt;
import dev.curfew.Watchdog;
import dev.curfew.WatchdogBuilder;
import dev.curfew.it.InFlight;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.Setup;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import dev.curfew.servlet.TimeoutResponseWriter;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A watchdog, its reports, and a server whose requests it watches; {@code /fast} answers at once. */
final class Watched implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofMillis(300);
    static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Set<String> QUICK = Set.of("/fast", "/app");

    final Reports reports = new Reports();
    final Watchdog watchdog;
    final ServerBuilder builder;
    private RunningServer server;

    private Watched(ServerBuilder outer, Function<Watchdog, RequestTimeoutFilter> filter) {
        this(outer, watching -> watching.stacksPerSecond(1000), filter);
    }

    private Watched(
            ServerBuilder outer,
            UnaryOperator<WatchdogBuilder> watching,
            Function<Watchdog, RequestTimeoutFilter> filter) {
        watchdog = watching.apply(Watchdog.builder()).listener(reports).build();
        builder = outer.filter("curfew", filter.apply(watchdog))
                .handle("/fast", (request, response) -> response.getWriter().write("fast"));
    }

    /** Watches all requests under one policy; {@code /fast} and {@code /app} have all the time in the world. */
    static Watched under(Setup setup, TimeoutPolicy policy) {
        return by(setup, resolver(policy));
    }

    /** The same with a watchdog and a filter as the test wants them, behind what the server has already. */
    static Watched with(
            ServerBuilder outer,
            UnaryOperator<WatchdogBuilder> watching,
            BiFunction<Watchdog, TimeoutPolicyResolver, RequestTimeoutFilter> filter,
            TimeoutPolicy policy) {
        return new Watched(outer, watching, watchdog -> filter.apply(watchdog, resolver(policy)));
    }

    /** The same, answering by a writer of the app's own. */
    static Watched answering(Setup setup, TimeoutPolicy policy, TimeoutResponseWriter writer) {
        return new Watched(setup.server(), watchdog -> new RequestTimeoutFilter(watchdog, resolver(policy), writer));
    }

    /** The same behind a filter that does not know of Curfew. */
    static Watched behind(Setup setup, Filter outer, TimeoutPolicy policy) {
        return new Watched(
                setup.server().filter("outer", outer),
                watchdog -> new RequestTimeoutFilter(watchdog, resolver(policy)));
    }

    private static TimeoutPolicyResolver resolver(TimeoutPolicy policy) {
        RoutePolicy slow = RoutePolicy.of(policy);
        RoutePolicy patient = RoutePolicy.of(policy.toBuilder()
                .timeout(Duration.ofMinutes(1))
                .warnAt(WarnAt.off())
                .build());
        return request -> QUICK.contains(request.getRequestURI()) ? patient : slow;
    }

    /** Watches requests by this resolver. */
    static Watched by(Setup setup, TimeoutPolicyResolver resolver) {
        return new Watched(setup.server(), watchdog -> new RequestTimeoutFilter(watchdog, resolver));
    }

    /** A policy with a short timeout and these actions. */
    static TimeoutPolicy policy(TimeoutAction... actions) {
        return policy(builder -> builder.onTimeout(actions));
    }

    /** A policy with a short timeout and what the test wants. */
    static TimeoutPolicy policy(UnaryOperator<TimeoutPolicyBuilder> wanted) {
        return wanted.apply(TimeoutPolicy.builder(TIMEOUT)).build();
    }

    /** Starts the server. */
    RunningServer start() throws Exception {
        server = builder.start();
        return server;
    }

    /** Lets the deadline of the request in flight for this path pass. */
    void expire(String path) {
        assertThat(inFlight(path).expire()).isTrue();
    }

    /** The request in flight for this path. */
    RequestControl inFlight(String path) {
        return InFlight.of(watchdog, path);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        watchdog.close();
    }
}
