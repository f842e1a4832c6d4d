package dev.curfew;

import java.time.Duration;

/** Thrown in a request's own code when it asks about its deadline and that has passed. */
public final class RequestTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String requestId;
    private final Duration timeout;

    RequestTimeoutException(String requestId, Duration timeout) {
        super("Request " + requestId + " ran past its timeout of " + Durations.text(timeout));
        this.requestId = requestId;
        this.timeout = timeout;
    }

    /** The request's id, as in log entries and the timeout answer. */
    public String requestId() {
        return requestId;
    }

    /** The timeout that the request ran past, extensions included. */
    public Duration timeout() {
        return timeout;
    }
}
