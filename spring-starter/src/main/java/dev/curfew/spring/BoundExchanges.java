package dev.curfew.spring;

import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Ends the calls of {@code WebClient} with the request of the thread that subscribes to them, their bodies too. */
final class BoundExchanges implements ExchangeFilterFunction {

    private final OutgoingCalls calls;

    BoundExchanges(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        OutgoingCall call = calls.begin();
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
