package dev.curfew.spring;

import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import java.io.IOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Ends the calls of {@code RestClient} and {@code RestTemplate} with their request, whatever request factory they are made
 * with: the wait for an answer by an interrupt that reaches nothing else, the answer's body by closing it.
 */
final class BoundRequests implements ClientHttpRequestInterceptor {

    private final OutgoingCalls calls;

    BoundRequests(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        OutgoingCall call = calls.begin();
        if (call == null) {
            return execution.execute(request, body);
        }
        boolean answered = false;
        try {
            call.throwIfEnded();
            announce(call, request);
            ClientHttpResponse response = new BoundResponse(call, await(call, request, body, execution));
            answered = true;
            return response;
        } catch (IOException e) {
            throw call.failure(e);
        } catch (RuntimeException e) {
            if (call.isEnded()) {
                throw call.timeout(e); // some factories throw none but these when they are interrupted
            }
            throw e;
        } finally {
            if (!answered) {
                call.close();
            }
        }
    }

    private static ClientHttpResponse await(
            OutgoingCall call, HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        ConfinedInterrupt interrupt = new ConfinedInterrupt();
        CallsWithin within = CallsWithin.begin();
        call.onEnd(interrupt::interrupt);
        try {
            return execution.execute(request, body);
        } finally {
            interrupt.leave();
            within.leave(call.isEnded());
        }
    }

    private void announce(OutgoingCall call, HttpRequest request) {
        String value = call.headerFor(request.getURI());
        if (value != null
                && request.getHeaders().getFirst(calls.headerName()) == null
                && FollowedRedirects.areNoneOf(request)) {
            request.getHeaders().add(calls.headerName(), value);
        }
    }
}
