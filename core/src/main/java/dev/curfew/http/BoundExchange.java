package dev.curfew.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One call of a {@link DeadlineHttpClient}, with what ends it: first its future, then its body. */
final class BoundExchange<T> {

    private final OutgoingCall call;
    private volatile @Nullable BoundSubscriber<T> body;

    BoundExchange(OutgoingCall call) {
        this.call = call;
    }

    CompletableFuture<HttpResponse<T>> send(
            HttpClient client,
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushHandler) {
        if (call.isEnded()) {
            return CompletableFuture.failedFuture(timeout(call, null));
        }
        HttpResponse.BodyHandler<T> bound = info -> bind(handler.apply(info));
        CompletableFuture<HttpResponse<T>> sent;
        try {
            sent = pushHandler == null
                    ? client.sendAsync(request, bound)
                    : client.sendAsync(request, bound, pushHandler);
        } catch (RuntimeException e) {
            call.close();
            throw e;
        }
        ExchangeFuture<HttpResponse<T>> response = new ExchangeFuture<>(sent);
        CompletableFuture<?> unused = sent.whenComplete((answer, failure) -> complete(response, answer, failure));
        call.onEnd(() -> end(sent));
        return response;
    }

    private HttpResponse.BodySubscriber<T> bind(HttpResponse.BodySubscriber<T> subscriber) {
        BoundSubscriber<T> bound = new BoundSubscriber<>(call, subscriber);
        body = bound;
        return bound;
    }

    private void end(CompletableFuture<HttpResponse<T>> sent) {
        BoundSubscriber<T> reading = body;
        if (reading != null) {
            reading.end();
        }
        sent.cancel(true);
    }

    private void complete(
            CompletableFuture<HttpResponse<T>> response,
            @Nullable HttpResponse<T> answer,
            @Nullable Throwable failure) {
        if (failure == null) {
            if (body == null) {
                call.close(); // nothing to read
            }
            response.complete(answer);
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean ended = call.isEnded();
        call.close();
        response.completeExceptionally(
                ended && !(cause instanceof HttpTimeoutException) ? timeout(call, cause) : cause);
    }

    static HttpTimeoutException timeout(OutgoingCall call, @Nullable Throwable cause) {
        HttpTimeoutException timeout = new HttpTimeoutException(call.timeoutMessage());
        if (cause != null) {
            timeout.initCause(cause);
        }
        return timeout;
    }
}
