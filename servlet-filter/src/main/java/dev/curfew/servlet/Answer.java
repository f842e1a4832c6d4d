package dev.curfew.servlet;

import dev.curfew.CommitState;
import dev.curfew.TimeoutReport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the timeout answer in place of what the handler has made so far. */
final class Answer {

    private static final Logger logger = LoggerFactory.getLogger(RequestTimeoutFilter.class);
    private static final ProblemResponseWriter DEFAULT = new ProblemResponseWriter();

    private final TimeoutResponseWriter writer;
    private final HeaderSnapshot outerHeaders;

    private Answer(TimeoutResponseWriter writer, HeaderSnapshot outerHeaders) {
        this.writer = writer;
        this.outerHeaders = outerHeaders;
    }

    /** An answer by this writer, before anything is known of a response. */
    static Answer by(TimeoutResponseWriter writer) {
        return new Answer(writer, HeaderSnapshot.EMPTY);
    }

    /** The same with what outer filters have set on this response. */
    Answer keepingHeadersOf(HttpServletResponse response) {
        HeaderSnapshot found = HeaderSnapshot.ofOuter(response);
        return found == outerHeaders ? this : new Answer(writer, found);
    }

    static TimeoutResponseWriter defaultWriter() {
        return DEFAULT;
    }

    /** Writes the body for a request that is not let in, in the form of the default answer. */
    static void writeRefusal(HttpServletRequest request, HttpServletResponse response) throws IOException {
        DEFAULT.writeRefusal(request, response);
    }

    /**
     * Writes the whole answer; called with the write lease, on a response that is not committed.
     *
     * @return false where the container takes no more, so that the response has to be broken off
     */
    boolean write(Exchange exchange, TimeoutReport report, int status, boolean nonBlocking) throws IOException {
        HttpServletResponse response = exchange.response;
        HeaderSnapshot needed = HeaderSnapshot.ofNeeded(response);
        if (nonBlocking && !response.getOutputStream().isReady()) {
            return false;
        }
        try {
            begin(exchange, report, status, needed);
            writer.write(exchange.request, response, report);
        } catch (IOException | RuntimeException | Error e) {
            if (response.isCommitted()) {
                throw e;
            }
            logger.warn("TimeoutResponseWriter failed; the client gets the default answer: id={}", report.id(), e);
            begin(exchange, report, status, needed);
            DEFAULT.write(exchange.request, response, report);
        }
        if (!nonBlocking) {
            end(response);
        } // else completing the asynchronous context sends it
        return true;
    }

    private void begin(Exchange exchange, TimeoutReport report, int status, HeaderSnapshot needed) throws IOException {
        HttpServletResponse response = exchange.response;
        exchange.reset();
        needed.restore(response); // first: what was set inside has the outer filters' values too
        outerHeaders.restore(response);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        Duration retryAfter = report.policy().retryAfter();
        if (retryAfter != null) {
            response.setHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        CommitState committed = report.committed();
        if (committed != null) {
            response.setHeader("Curfew-Committed", committed.word());
        }
        if (closesConnection(exchange.request)) {
            response.setHeader("Connection", "close");
        }
    }

    /** The handler may still hold the connection's thread; HTTP/2 has a stream of its own for each request. */
    private static boolean closesConnection(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1");
    }

    private static void end(HttpServletResponse response) throws IOException {
        try {
            response.getOutputStream().close();
        } catch (IllegalStateException e) {
            PrintWriter chosen = response.getWriter();
            chosen.close();
            if (!response.isCommitted()) { // checkError() of a closed one is true in some containers
                throw new IOException("the answer could not be written", e);
            }
        }
    }
}
