package dev.curfew.spring;

import dev.curfew.Deadline;
import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Ends the calls of {@code WebClient} with the request of the thread that subscribes to them, their bodies too. A thread that
 * works for none, such as a timer's that tries once more, subscribes for the request that the call was made in.
 */
final class BoundExchanges implements ExchangeFilterFunction {

    private static final String DEADLINE = BoundExchanges.class.getName() + ".deadline";

    private final OutgoingCalls calls;

    BoundExchanges(OutgoingCalls calls) {
        this.calls = calls;
    }

    static void bind(WebClient.Builder builder, OutgoingCalls calls) {
        builder.defaultRequest(BoundExchanges::noteDeadline)
                .filters(filters -> filters.add(0, new BoundExchanges(calls)));
    }

    private static void noteDeadline(WebClient.RequestHeadersSpec<?> request) {
        Deadline deadline = Deadline.current();
        if (deadline.cancels()) {
            request.attribute(DEADLINE, deadline);
        }
    }

    private static Deadline deadlineOf(ClientRequest request) {
        Deadline current = Deadline.current();
        return current.requestId().isEmpty() && request.attributes().get(DEADLINE) instanceof Deadline noted
                ? noted
                : current;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        OutgoingCall call = calls.begin(deadlineOf(request));
        if (call == null) {
            return next.exchange(request);
        }
        if (call.isEnded()) {
            return Mono.error(timeout(call, request));
        }
        Sinks.Empty<ClientResponse> end = Sinks.empty();
        call.onEnd(() -> end.tryEmitError(timeout(call, request)));
        return Mono.firstWithSignal(next.exchange(announced(call, request)), end.asMono())
                .map(response -> bound(call, end, response))
                .doOnError(failure -> call.close())
                .doOnCancel(call::close);
    }

    private static ClientResponse bound(OutgoingCall call, Sinks.Empty<ClientResponse> end, ClientResponse response) {
        return response.mutate()
                .body(body -> Flux.from(body).takeUntilOther(end.asMono()).doFinally(signal -> call.close()))
                .build();
    }

    private ClientRequest announced(OutgoingCall call, ClientRequest request) {
        String value = call.headerFor(request.url());
        return value == null
                ? request
                : ClientRequest.from(request)
                        .httpRequest(sent -> announce(sent, value))
                        .build();
    }

    /** Only now is it known what sends it. */
    private void announce(ClientHttpRequest request, String value) {
        HttpHeaders headers = request.getHeaders();
        if (headers.getFirst(calls.headerName()) == null && ReactorRequests.followNoRedirect(request)) {
            headers.set(calls.headerName(), value);
        }
    }

    private static WebClientRequestException timeout(OutgoingCall call, ClientRequest request) {
        return new WebClientRequestException(call.timeout(null), request.method(), request.url(), request.headers());
    }
}
