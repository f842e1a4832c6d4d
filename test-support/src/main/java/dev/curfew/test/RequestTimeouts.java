package dev.curfew.test;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestControl;
import dev.curfew.RequestDescription;
import dev.curfew.RequestSnapshot;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lets chosen requests expire at once in a test, with all that their policy does at the deadline. In the tests of a Spring
 * Boot app it is a bean.
 *
 * <pre>{@code
 * requestTimeouts.expireNext("GET", "/report");
 * mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());
 * }</pre>
 *
 * <p>What follows is what production does: the policy of the request decides whether its handles run, its thread is
 * interrupted, its client answered; under a policy that only logs nothing changes for anyone. Each method returns once
 * that has been done, so that a test need not wait for it. Safe for use by all threads.
 *
 * <p>Where a method and a path are asked for, the path is that of the request, without its query string, or its route, such
 * as {@code /orders/{id}}.
 */
public final class RequestTimeouts {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Watchdog watchdog;
    private final BegunHandlers begun;
    private final Patience patience;
    private final Orders orders = new Orders();

    RequestTimeouts(Watchdog watchdog, BegunHandlers begun, Duration patience) {
        this.watchdog = watchdog;
        this.begun = begun;
        this.patience = new Patience(patience);
    }

    /**
     * For the requests of this watchdog, where no Spring Boot provides it. {@link #expireNext} works behind {@link #filter()}
     * only.
     */
    public static RequestTimeouts of(Watchdog watchdog) {
        return new RequestTimeouts(watchdog, BegunHandlers.any(watchdog), PATIENCE);
    }

    /** As {@link #expireNext(Predicate)}, for the next request of this method to this path or route. */
    public void expireNext(String method, String path) {
        orders.add(new Order(method + " " + path, matching(method, path)));
    }

    /**
     * Lets the next request that matches expire right before its handler runs: when the handler begins, its deadline has
     * passed. Each call is for one request; calls that match the same requests are served in their order.
     *
     * <p>In a Spring Boot app a test fails at its end if no request came that matched, and the order is gone with the test.
     */
    public void expireNext(Predicate<RequestDescription> request) {
        orders.add(new Order("a predicate", request));
    }

    /** As {@link #expireInFlight(Predicate)}, for a request of this method to this path or route. */
    public void expireInFlight(String method, String path) {
        expireInFlight(new Order(method + " " + path, matching(method, path)));
    }

    /**
     * Lets a request that matches and has begun on another thread expire now, the longest-running first; waits up to 10 s
     * for one to begin. In a Spring MVC app it has begun when its handler is about to run, whose annotations hold.
     *
     * @throws AssertionError if none begins in this time, with those that are in flight; or if it has no deadline
     */
    public void expireInFlight(Predicate<RequestDescription> request) {
        expireInFlight(new Order("a predicate", request));
    }

    private void expireInFlight(Order order) {
        if (!patience.await(() -> expireOne(order))) {
            throw new AssertionError("expireInFlight: no request that matches " + order.name()
                    + " was in flight within " + patience + "; in flight: " + describe(watchdog.snapshot(20)));
        }
    }

    private boolean expireOne(Order order) {
        for (RequestSnapshot request : begun.unexpired()) {
            RequestControl control = order.matches(request.request()) ? watchdog.find(request.id()) : null;
            if (control != null && expire(control)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Lets the request that the calling thread works for expire now: for a stub that stands in for what takes too long.
     *
     * @throws IllegalStateException if the thread works for no request of this watchdog
     * @throws AssertionError if the request has no deadline
     */
    public void expireCurrent() {
        RequestControl control = watchdog.find(Deadline.current().requestId());
        if (control == null) {
            throw new IllegalStateException("expireCurrent: the calling thread works for no watched request"
                    + " (expected: a call from within a handler; use expireInFlight from elsewhere)");
        }
        expire(control);
    }

    /**
     * Serves {@link #expireNext} in a servlet app without Spring MVC: map it behind the {@code RequestTimeoutFilter}, for
     * the dispatch REQUEST.
     */
    public Filter filter() {
        return new ExpiringFilter(this);
    }

    /** What stands behind the caller is the request's handler; only on the first dispatch of a request that is watched. */
    void beforeHandler(ServletRequest request) {
        InFlightRequest inFlight =
                request.getDispatcherType() == DispatcherType.REQUEST ? RequestTimeoutFilter.inFlight(request) : null;
        if (inFlight != null) {
            beforeHandler(inFlight.id());
        }
    }

    /** A request's handler is about to run on the calling thread. */
    void beforeHandler(String id) {
        RequestControl control = watchdog.find(id);
        if (control == null) {
            return; // completed by its container already
        }
        begun.add(id);
        if (orders.take(control.snapshot().request())) {
            expire(control);
        }
    }

    /** What was ordered and met no request; forgotten now. */
    List<String> takeUnserved() {
        return orders.takeUnserved();
    }

    /** Returns false if it has expired or completed already. */
    private boolean expire(RequestControl control) {
        RequestSnapshot before = control.snapshot();
        if (before.timeout() == null) {
            throw new AssertionError(
                    describe(List.of(before)) + " has no deadline that could pass: an annotation, the app, or"
                            + " a stream of events took it away");
        }
        if (!control.expire()) {
            return false;
        }
        if (!patience.await(control::isEnforced)) {
            throw new AssertionError(describe(List.of(control.snapshot())) + " has not expired within " + patience);
        }
        return true;
    }

    private static Predicate<RequestDescription> matching(String method, String path) {
        return request ->
                request.method().equals(method) && (request.path().equals(path) || path.equals(request.route()));
    }

    private static String describe(List<RequestSnapshot> requests) {
        return requests.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        requests.stream()
                                .map(each -> each.request().method() + " "
                                        + each.request().path() + " (" + each.state() + ")")
                                .toList());
    }
}
