package dev.curfew.http.feign;

import feign.FeignException;
import feign.Request;
import java.io.IOException;

/** What Feign makes of an {@code IOException}, without its invitation to try again: no time is left for that. */
final class EndedCallException extends FeignException {

    private static final long serialVersionUID = 1L;

    EndedCallException(Request request, IOException timeout) {
        super(-1, timeout.getMessage() + " executing " + request.httpMethod() + " " + request.url(), request, timeout);
    }
}
