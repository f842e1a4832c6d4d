package dev.curfew.http;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A {@code java.net.http} client whose calls end with the request that they are made for.
 *
 * <pre>{@code
 * HttpClient client = DeadlineHttpClient.of(HttpClient.newHttpClient());
 * }</pre>
 *
 * <p>Under a policy that cancels a call ends shortly before the deadline, whether it waits for an answer or reads its body,
 * with an {@link java.net.http.HttpTimeoutException} that names the request; while a body is being read that exception is
 * the cause. One that begins too late is not sent. A client that follows redirects tells no server how long the request
 * has: it would tell all that it is sent on to. Responses that a server pushes, and WebSockets, are left alone.
 */
public final class DeadlineHttpClient extends HttpClient {

    private final HttpClient client;
    private final OutgoingCalls calls;

    private DeadlineHttpClient(HttpClient client, OutgoingCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** Binds the calls of this client, with {@link OutgoingCalls#defaults()}. */
    public static DeadlineHttpClient of(HttpClient client) {
        return of(client, OutgoingCalls.defaults());
    }

    /** Binds the calls of this client, which stays its owner's to close; one that is bound already is bound anew. */
    public static DeadlineHttpClient of(HttpClient client, OutgoingCalls calls) {
        return new DeadlineHttpClient(client instanceof DeadlineHttpClient bound ? bound.client : client, calls);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        OutgoingCall call = calls.begin();
        if (call == null) {
            return client.send(request, handler);
        }
        CompletableFuture<HttpResponse<T>> response =
                new BoundExchange<T>(call).send(client, announced(call, request), handler, null);
        try {
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw thrown(e);
        } catch (CancellationException e) {
            throw new IOException(e);
        }
    }

    private static IOException thrown(ExecutionException failure) {
        Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
        if (cause instanceof SecurityException denied) {
            throw denied;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        OutgoingCall call = calls.begin();
        return call == null
                ? client.sendAsync(request, handler)
                : new BoundExchange<T>(call).send(client, announced(call, request), handler, null);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushHandler) {
        OutgoingCall call = calls.begin();
        return call == null
                ? client.sendAsync(request, handler, pushHandler)
                : new BoundExchange<T>(call).send(client, announced(call, request), handler, pushHandler);
    }

    private HttpRequest announced(OutgoingCall call, HttpRequest request) {
        String value = client.followRedirects() == Redirect.NEVER ? call.headerFor(request.uri()) : null;
        if (value == null || request.headers().firstValue(calls.headerName()).isPresent()) {
            return request;
        }
        return HttpRequest.newBuilder(request, (name, each) -> true)
                .header(calls.headerName(), value)
                .build();
    }

    // ---- passed on

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return client.newWebSocketBuilder();
    }

    // ---- those of JDK 21, which has them called on a client; before, nobody can

    /** As {@code HttpClient.shutdown()} of JDK 21; before JDK 21 without effect. */
    public void shutdown() {
        Closing.shutdown(client);
    }

    /** As {@code HttpClient.awaitTermination(Duration)} of JDK 21; before JDK 21 true at once. */
    public boolean awaitTermination(Duration duration) throws InterruptedException {
        return Closing.awaitTermination(client, duration);
    }

    /** As {@code HttpClient.isTerminated()} of JDK 21; before JDK 21 false. */
    public boolean isTerminated() {
        return Closing.isTerminated(client);
    }

    /** As {@code HttpClient.shutdownNow()} of JDK 21; before JDK 21 without effect. */
    public void shutdownNow() {
        Closing.shutdownNow(client);
    }

    /** As {@code HttpClient.close()} of JDK 21; before JDK 21 without effect. */
    public void close() {
        Closing.close(client);
    }

    /** The client's own text. */
    @Override
    public String toString() {
        return "DeadlineHttpClient of " + client;
    }
}
