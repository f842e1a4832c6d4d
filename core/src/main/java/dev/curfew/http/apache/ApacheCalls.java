package dev.curfew.http.apache;

import dev.curfew.http.OutgoingCalls;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Binds the calls of Apache HttpClient to the requests that they are made for.
 *
 * <pre>{@code
 * CloseableHttpClient client = ApacheCalls.bind(HttpClients.custom()).build();
 * }</pre>
 *
 * <p>Under a policy that cancels a call ends shortly before the deadline, whether it waits for a connection of the pool,
 * for an answer, or reads its body, with a {@link java.net.SocketTimeoutException} that names the request; its connection is
 * closed. One that begins too late is not sent. Only the server that it goes to first is told how long
 * the request has: where a redirect leads, the client sends what the app had set.
 */
public final class ApacheCalls {

    private ApacheCalls() {}

    /** As {@link #bind(HttpClientBuilder, OutgoingCalls)}, with {@link OutgoingCalls#defaults()}. */
    public static HttpClientBuilder bind(HttpClientBuilder builder) {
        return bind(builder, OutgoingCalls.defaults());
    }

    /** Binds the calls of the clients that this builder makes; to be called once. */
    public static HttpClientBuilder bind(HttpClientBuilder builder, OutgoingCalls calls) {
        return builder.addExecInterceptorFirst("curfew", new BoundExec(calls))
                .addExecInterceptorBefore(ChainElement.PROTOCOL.name(), "curfew-attempt", new BoundAttempt());
    }
}
