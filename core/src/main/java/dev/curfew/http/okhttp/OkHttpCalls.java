package dev.curfew.http.okhttp;

import dev.curfew.http.OutgoingCalls;
import okhttp3.OkHttpClient;

/**
 * Binds the calls of OkHttp to the requests that they are made for.
 *
 * <pre>{@code
 * OkHttpClient client = OkHttpCalls.bind(new OkHttpClient.Builder()).build();
 * }</pre>
 *
 * <p>Under a policy that cancels a call ends shortly before the deadline, whether it waits for an answer or reads its body,
 * with a {@link java.net.SocketTimeoutException} that names the request. One that begins too late is not sent. A call that
 * is enqueued belongs to no request: it runs on a thread of OkHttp's. What a call announces to a server is taken back where
 * a redirect leads to another one.
 */
public final class OkHttpCalls {

    private OkHttpCalls() {}

    /** As {@link #bind(OkHttpClient.Builder, OutgoingCalls)}, with {@link OutgoingCalls#defaults()}. */
    public static OkHttpClient.Builder bind(OkHttpClient.Builder builder) {
        return bind(builder, OutgoingCalls.defaults());
    }

    /** Binds the calls of the clients that this builder makes, before all its interceptors; to be called once. */
    public static OkHttpClient.Builder bind(OkHttpClient.Builder builder, OutgoingCalls calls) {
        builder.interceptors().add(0, new BoundInterceptor(calls));
        builder.networkInterceptors().add(0, new HeaderOfHop(calls));
        return builder;
    }
}
