package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Breaks a connection or stream off by the container's own means.
 *
 * <p>The Servlet API has no call for it: {@code ServletOutputStream.close()} ends a chunked response with its last
 * chunk, and the client takes what it got for the whole.
 */
public interface ConnectionBreaker {
    /**
     * Returns the breaker for the container that made this request, looking below {@link ServletRequestWrapper}s;
     * null where the container is unknown.
     */
    static @Nullable ConnectionBreaker of(ServletRequest request) {
        return Containers.breakerFor(unwrap(request));
    }

    /** Returns the container's own request below any {@link ServletRequestWrapper}s. */
    static ServletRequest unwrap(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    /**
     * Ends the connection (HTTP/1) or stream (HTTP/2) of this request: the client sees a broken response, and threads
     * blocked in its I/O come free where the container allows it. Called from another thread, while the request has
     * surely not completed, and it must not complete before this returns: a thread that comes free early could let the
     * container end the response properly. Never throws.
     *
     * @param async whether {@code startAsync} was called and no container thread is inside the request
     * @return whether it was broken off; false where the container or protocol is not as expected
     */
    boolean breakOff(HttpServletRequest rawRequest, HttpServletResponse rawResponse, boolean async);

    /**
     * Ends the connection or stream after a whole answer, where a thread may still be blocked in reading the body: what
     * was written still reaches the client, and that thread comes free. {@link #breakOff} instead could overtake the
     * answer on its way. On HTTP/1 the answer must have said {@code Connection: close}. Never throws.
     *
     * @return whether it was ended; false where the container or protocol is not as expected
     */
    boolean hangUp(HttpServletRequest rawRequest);

    /** Returns whether {@code AsyncContext.complete()} may be called after {@link #breakOff}. */
    boolean completesAfterBreak(HttpServletRequest rawRequest);
}
