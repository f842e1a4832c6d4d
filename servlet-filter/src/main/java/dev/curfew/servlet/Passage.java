package dev.curfew.servlet;

import dev.curfew.Completion;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One way of a request through the filter: its first, or a later dispatch of the same request. */
final class Passage {

    private static final Logger logger = LoggerFactory.getLogger(RequestTimeoutFilter.class);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final FilterChain chain;

    Passage(Exchange exchange, FilterChain chain) {
        this.exchange = exchange;
        this.chain = chain;
    }

    /** The request has just come. */
    void first() throws IOException, ServletException {
        GuardedResponse response = new GuardedResponse(exchange.response, exchange);
        HttpServletRequest request = new GuardedRequest(exchange.request, exchange, response);
        if (exchange.isAborted()) { // its time was over when it came: the work need not begin
            exchange.inFlight().complete(Completion.normal());
            if (!exchange.isSettled()) {
                throw exchange.timedOut();
            }
        } else {
            watched(request, response);
        }
    }

    /** The request comes by an ASYNC, ERROR, FORWARD or INCLUDE dispatch. */
    void again(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        boolean resumes = request.getDispatcherType() == DispatcherType.ASYNC
                && exchange.async().isActive();
        if (!resumes) {
            if (!exchange.isSettled()) {
                chain.doFilter(request, response);
            } // else there is nothing to add to what the client has
            return;
        }
        exchange.async().resumed();
        exchange.inFlight().attach();
        if (exchange.isAborted()) {
            leave(null); // answered while it waited for this thread: the work need not begin
        } else if (isGuarded(response)) {
            watched(request, response);
        } else {
            GuardedResponse guarded = new GuardedResponse(response, exchange);
            watched(new GuardedRequest(request, exchange, guarded), guarded);
        }
    }

    /** Whether what is written to this response goes through a guarded one. */
    static boolean isGuarded(ServletResponse response) {
        ServletResponse each = response;
        while (each instanceof ServletResponseWrapper wrapper && !(each instanceof GuardedResponse)) {
            each = wrapper.getResponse();
        }
        return each instanceof GuardedResponse;
    }

    private void watched(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Throwable failure = null;
        try {
            chain.doFilter(request, response);
        } catch (Throwable t) {
            failure = t;
        }
        Throwable left = leave(failure);
        if (left instanceof IOException io) {
            throw io;
        } else if (left instanceof ServletException servlet) {
            throw servlet;
        } else if (left instanceof RuntimeException runtime) {
            throw runtime;
        } else if (left instanceof Error error) {
            throw error;
        } else if (left != null) {
            throw new ServletException(left);
        }
    }

    /** The container's thread leaves the request; returns what it has to throw. */
    private @Nullable Throwable leave(@Nullable Throwable failure) {
        if (exchange.left()) {
            exchange.inFlight().detach();
            return failure == null || !settles() ? failure : null;
        }
        Throwable left = failure;
        if (failure == null) {
            exchange.body().returned();
        }
        if (exchange.replaces(failure) && replaced(exchange)) {
            left = null;
        } else if (failure != null && exchange.stops()) {
            exchange.cutOff();
        }
        exchange.inFlight().complete(exchange.completion(failure));
        if (!exchange.isAborted()) {
            return left;
        }
        // The container must not end a response as if it were whole that nobody could answer or break off.
        return exchange.isSettled() ? null : exchange.timedOut();
    }

    /** Whether the answer is Curfew's, once it is given: the container would handle the failure in the midst of it. */
    private boolean settles() {
        if (exchange.isAborted()) {
            exchange.awaitSettled(ANSWER_PATIENCE);
        }
        return exchange.isAborted() && exchange.isSettled();
    }

    /** Puts the timeout answer in place of the handler's, or breaks off one that fails in its midst; else false. */
    static boolean replaced(Exchange exchange) {
        if (!exchange.beginWrite()) {
            return false;
        }
        try {
            return exchange.replace();
        } catch (IOException e) {
            return brokenOff(exchange); // its client has gone, or the writer failed in the midst
        } catch (RuntimeException | Error e) {
            logger.warn(
                    "TimeoutResponseWriter failed in the midst of its answer: id={}",
                    exchange.inFlight().id(),
                    e);
            return brokenOff(exchange);
        } finally {
            exchange.endWrite();
        }
    }

    /** Breaks off what is sent of an answer; asked before, as the container may take the response away at once. */
    private static boolean brokenOff(Exchange exchange) {
        boolean committed = exchange.response.isCommitted();
        exchange.cutOff();
        return committed;
    }
}
