package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breaks a connection or stream off by the container's own means.
 *
 * <p>The Servlet API has no call for it: {@code ServletOutputStream.close()} ends a chunked response with its last
 * chunk, and the client takes what it got for the whole.
 */
public final class ConnectionBreaker {

    private static final Logger logger = LoggerFactory.getLogger(ConnectionBreaker.class);

    private final ContainerMeans means;
    private final ServletRequest request;

    private ConnectionBreaker(ContainerMeans means, ServletRequest request) {
        this.means = means;
        this.request = request;
    }

    /**
     * The breaker for the container that made this request, looking below {@link ServletRequestWrapper}s; null where the
     * container is unknown.
     */
    public static @Nullable ConnectionBreaker of(ServletRequest request) {
        ServletRequest raw = request;
        while (raw instanceof ServletRequestWrapper wrapper) {
            raw = wrapper.getRequest();
        }
        ContainerMeans means = Containers.meansFor(raw);
        return means == null ? null : new ConnectionBreaker(means, raw);
    }

    /**
     * Ends the connection (HTTP/1) or stream (HTTP/2) of this request: the client sees a broken response, and threads
     * blocked in its I/O come free where the container allows it. Called from another thread, while the request has
     * surely not completed, and it must not complete before this returns: a thread that comes free early could let the
     * container end the response properly. Never throws.
     *
     * @param idle whether {@code startAsync} was called and no thread is inside the request or its I/O
     * @return whether it was broken off; false where the container or protocol is not as expected
     */
    public boolean breakOff(boolean idle) {
        return attempt("broken off", () -> means.breakOff(request, idle));
    }

    /**
     * Ends the connection or stream after a whole answer, where a thread may still be blocked in reading the body: what
     * was written still reaches the client, and that thread comes free. {@link #breakOff} instead could overtake the
     * answer on its way. On HTTP/1 the answer must have said {@code Connection: close}. Never throws.
     *
     * @param idle whether {@code startAsync} was called and no thread is inside the request
     * @return whether it was ended; false where the container or protocol is not as expected
     */
    public boolean hangUp(boolean idle) {
        return attempt("hung up", () -> means.hangUp(request, idle));
    }

    /**
     * Drops what a {@code reset()} of the response leaves behind in some containers, so that an answer can take its place:
     * cookies, the character encoding, and the state of being inside an include, which makes a container ignore status,
     * headers, flush and close (Servlet 6.0 §9.3). Never throws.
     *
     * @param cookies the names of the cookies to drop
     * @return whether nothing is left behind
     */
    public boolean finishReset(Collection<String> cookies) {
        return attempt("reset", () -> means.finishReset(request, cookies));
    }

    /** Whether {@code AsyncContext.complete()} may be called after {@link #breakOff}. */
    public boolean completesAfterBreak() {
        try {
            return means.completesAfterBreak(request);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            logger.debug("A response could not be asked whether it completes", e);
            return false;
        }
    }

    /**
     * Whether the handler has given all of a committed response, so that its client has it or will have it once it is
     * flushed: to break off now would hit the next request of the connection. False where that is not known.
     */
    public boolean isFinished(ServletResponse response) {
        ServletResponse raw = response;
        while (raw instanceof ServletResponseWrapper wrapper) {
            raw = wrapper.getResponse();
        }
        try {
            return means.isFinished(raw);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            logger.debug("A response could not be asked whether it is finished", e);
            return false;
        }
    }

    private static boolean attempt(String what, Attempt attempt) {
        try {
            attempt.make();
            return true;
        } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
            logger.debug("A response could not be {}", what, e);
            return false;
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void make() throws ReflectiveOperationException, IOException;
    }
}
