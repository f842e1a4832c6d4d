package dev.curfew.servlet;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutLimit;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.servlet.container.SocketPeer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request a deadline and keeps it. Map it first, to {@code /*}, for the dispatches REQUEST, ASYNC and ERROR,
 * with {@code async-supported}; it watches a request once, whichever way it takes.
 *
 * <p>In {@code web.xml} its init-params are the keys of a policy ({@code timeout}, {@code warn-at}, {@code on-timeout},
 * …), {@code enabled}, {@code routes}: a line for each URL pattern with the keys that hold there, and {@code inbound-…}:
 * whose headers are believed. Bad configuration fails the start of the app with the key, the value and the remedy.
 *
 * <p>The request attribute {@link #DEADLINE_ATTRIBUTE} holds the request's {@link Deadline}, for code that runs on other
 * threads than the request's own.
 */
public final class RequestTimeoutFilter implements Filter {

    /** The request attribute that holds the request's {@link Deadline}. */
    public static final String DEADLINE_ATTRIBUTE = "dev.curfew.deadline";

    /**
     * The request attribute by which the app says, with any value, that it has answered its timed-out request itself: the
     * timeout answer does not take the place of its own then, whatever status that has. Without effect under abort.
     */
    public static final String ANSWERED_ATTRIBUTE = "dev.curfew.answered";

    /**
     * Begins the name of the servlet context attribute that holds the {@link Watchdog} of a filter configured by
     * init-params; a dot and the filter's name follow. It is there from {@code init} to {@code destroy}, so that a {@code
     * ServletContextAttributeListener} can bind meters to it. The filter closes it.
     */
    public static final String WATCHDOG_ATTRIBUTE = "dev.curfew.watchdog";

    /**
     * Begins the name of the servlet context attribute that holds the {@link InboundDeadlines} of a filter configured by
     * init-params, where it has some; a dot and the filter's name follow. For the meters of the values that it ignores.
     */
    public static final String INBOUND_ATTRIBUTE = "dev.curfew.inbound";

    private static final Logger logger = LoggerFactory.getLogger(RequestTimeoutFilter.class);

    private final boolean owned;
    private final Answer answer;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean seesDispatches = new AtomicBoolean(); // ASYNC ones: no container tells how it is mapped
    private @Nullable Watchdog watchdog;
    private @Nullable TimeoutPolicyResolver resolver;
    private @Nullable InboundDeadlines inbound;
    private @Nullable FilterConfig config; // of a filter whose watchdog is its own

    /** A filter that is configured by init-params and has a watchdog of its own. */
    public RequestTimeoutFilter() {
        owned = true;
        answer = Answer.by(Answer.defaultWriter());
    }

    /** A filter on a watchdog that outlives it, with the default answer. */
    public RequestTimeoutFilter(Watchdog watchdog, TimeoutPolicyResolver resolver) {
        this(watchdog, resolver, Answer.defaultWriter());
    }

    /** A filter on a watchdog that outlives it, with an answer of the app's own. */
    public RequestTimeoutFilter(Watchdog watchdog, TimeoutPolicyResolver resolver, TimeoutResponseWriter writer) {
        this.owned = false;
        this.watchdog = watchdog;
        this.resolver = resolver;
        this.answer = Answer.by(writer);
    }

    /**
     * The same, which also reads from the headers of trusted peers how long the caller waits and how long the request was
     * queued.
     */
    public RequestTimeoutFilter(Watchdog watchdog, TimeoutPolicyResolver resolver, InboundDeadlines inbound) {
        this(watchdog, resolver, Answer.defaultWriter(), inbound);
    }

    /** The same with an answer of the app's own. */
    public RequestTimeoutFilter(
            Watchdog watchdog, TimeoutPolicyResolver resolver, TimeoutResponseWriter writer, InboundDeadlines inbound) {
        this(watchdog, resolver, writer);
        this.inbound = inbound;
    }

    /**
     * Reads the init-params, unless the filter was made with a resolver.
     *
     * @throws ServletException with the key, the value, the bound and the remedy of what is wrong
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (owned) {
            FilterConfiguration read = FilterConfiguration.read(config);
            resolver = read.resolver();
            inbound = read.inbound();
            watchdog = Watchdog.builder().build();
            config.getServletContext().setAttribute(attributeOf(WATCHDOG_ATTRIBUTE, config), watchdog);
            if (inbound != null) {
                config.getServletContext().setAttribute(attributeOf(INBOUND_ATTRIBUTE, config), inbound);
            }
            this.config = config;
        }
    }

    /** Ends the filter's own watchdog and its threads; requests in flight go on unwatched. */
    @Override
    public void destroy() {
        if (owned && watchdog != null) {
            watchdog.close();
        }
        if (config != null) {
            config.getServletContext().removeAttribute(attributeOf(WATCHDOG_ATTRIBUTE, config));
            config.getServletContext().removeAttribute(attributeOf(INBOUND_ATTRIBUTE, config));
        }
    }

    private static String attributeOf(String attribute, FilterConfig config) {
        return attribute + "." + config.getFilterName();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        if (http.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange exchange) {
            if (http.getDispatcherType() == DispatcherType.ASYNC && !seesDispatches.get()) {
                seesDispatches.set(true);
            }
            new Passage(exchange, chain).again(http, httpResponse);
            return;
        }
        // A later dispatch of a request that was not watched at its entry is not watched either.
        RoutePolicy found = request.getDispatcherType() == DispatcherType.REQUEST ? resolve(http) : null;
        if (found == null) {
            chain.doFilter(request, response);
            return;
        }
        enter(http, httpResponse, chain, found);
    }

    /**
     * The watched request that this one is, on whichever of its dispatches, for adapters that know more of it than the
     * filter does: its route, or the policy of its handler.
     *
     * @return null where the request is not watched
     */
    public static @Nullable InFlightRequest inFlight(ServletRequest request) {
        return request.getAttribute(Exchange.ATTRIBUTE) instanceof Exchange exchange ? exchange.inFlight() : null;
    }

    private @Nullable RoutePolicy resolve(HttpServletRequest request) {
        try {
            return resolver == null ? null : resolver.resolve(request);
        } catch (RuntimeException e) {
            if (failed.compareAndSet(false, true)) {
                logger.error("TimeoutPolicyResolver failed; requests go on unwatched (said once)", e);
            }
            return null;
        }
    }

    private void enter(HttpServletRequest request, HttpServletResponse response, FilterChain chain, RoutePolicy found)
            throws IOException, ServletException {
        Watchdog own = watchdog;
        TimeoutPolicy policy = found.policy();
        if (own == null) {
            chain.doFilter(request, response);
            return;
        }
        if (!own.admits(policy)) {
            refuse(request, response, policy);
            return;
        }
        boolean guarded = !owned || policy.enforces(); // who has the watchdog can put another policy in force
        Exchange exchange = new Exchange(request, response, guarded, answer.keepingHeadersOf(response), seesDispatches);
        RequestDescription description = new RequestDescription(request.getMethod(), pathOf(request), found.route());
        InFlightRequest inFlight = own.watch(policy, description, exchange);
        exchange.watched(inFlight);
        request.setAttribute(Exchange.ATTRIBUTE, exchange);
        request.setAttribute(DEADLINE_ATTRIBUTE, inFlight.deadline());
        if (inbound != null) {
            limit(inFlight, request, inbound);
        }
        new Passage(exchange, chain).first();
    }

    private static void limit(InFlightRequest inFlight, HttpServletRequest request, InboundDeadlines inbound) {
        TimeoutLimit limit = inbound.limitOf(request::getHeader, () -> SocketPeer.of(request));
        if (limit != null) {
            inFlight.limit(limit);
        }
    }

    /** Not by {@code sendError}: an error page would be one more request of the app's for each that is refused. */
    private static void refuse(HttpServletRequest request, HttpServletResponse response, TimeoutPolicy policy)
            throws IOException {
        response.setStatus(policy.status());
        response.setHeader("Cache-Control", "no-store");
        if (policy.retryAfter() != null) {
            response.setHeader("Retry-After", Long.toString(policy.retryAfter().toSeconds()));
        }
        Answer.writeRefusal(request, response);
    }

    /** The path as the client sent it, without its query string and path parameters, where session ids may stand. */
    private static String pathOf(HttpServletRequest request) {
        String uri = request.getRequestURI();
        return uri.indexOf(';') < 0 ? uri : uri.replaceAll(";[^/]*", "");
    }
}
