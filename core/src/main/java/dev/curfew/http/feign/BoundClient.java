package dev.curfew.http.feign;

import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import feign.Client;
import feign.Request;
import feign.RequestTemplate;
import feign.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Gives each call the time that its request has left. */
final class BoundClient implements Client {

    private final Client client;
    private final OutgoingCalls calls;

    BoundClient(Client client, OutgoingCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        OutgoingCall call = calls.begin();
        if (call == null) {
            return client.execute(request, options);
        }
        boolean answered = false;
        Request.Options shorter = shorter(options, call.timeLeft().toMillis());
        try {
            call.throwIfEnded();
            Response response = bound(call, client.execute(announced(call, request, options), shorter));
            answered = true;
            return response;
        } catch (IOException e) {
            if (call.isEnded()) {
                throw new EndedCallException(request, call.failure(e));
            }
            if (e instanceof SocketTimeoutException
                    && shorter != options
                    && call.timeLeft().toMillis() <= 1) {
                throw new EndedCallException(request, call.timeout(e));
            }
            throw e;
        } finally {
            if (!answered) {
                call.close();
            }
        }
    }

    /** The same object where its own times are short enough. */
    private static Request.Options shorter(Request.Options own, long millis) {
        int connect = least(own.connectTimeoutMillis(), millis);
        int read = least(own.readTimeoutMillis(), millis);
        if (connect == own.connectTimeoutMillis() && read == own.readTimeoutMillis()) {
            return own;
        }
        return new Request.Options(
                connect, TimeUnit.MILLISECONDS, read, TimeUnit.MILLISECONDS, own.isFollowRedirects());
    }

    /** Zero is for ever. */
    private static int least(int ownMillis, long millis) {
        return ownMillis > 0 && ownMillis <= millis ? ownMillis : (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private Request announced(OutgoingCall call, Request request, Request.Options options) {
        String value = options.isFollowRedirects() || isSet(request) ? null : call.headerFor(URI.create(request.url()));
        if (value == null) {
            return request;
        }
        Map<String, Collection<String>> headers = new LinkedHashMap<>(request.headers());
        headers.put(calls.headerName(), List.of(value));
        RequestTemplate template = request.requestTemplate();
        return Request.create(
                request.httpMethod(), request.url(), headers, request.body(), request.charset(), template);
    }

    private boolean isSet(Request request) {
        return request.headers().keySet().stream().anyMatch(calls.headerName()::equalsIgnoreCase);
    }

    private static Response bound(OutgoingCall call, Response response) throws IOException {
        Response.Body body = response.body();
        if (body == null) {
            call.close();
            return response;
        }
        return response.toBuilder()
                .body(call.body(body.asInputStream()), body.length())
                .build();
    }
}
