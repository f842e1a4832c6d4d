package dev.curfew.http.feign;

import dev.curfew.http.OutgoingCalls;
import feign.Client;

/**
 * Binds the calls of Feign to the requests that they are made for.
 *
 * <pre>{@code
 * Feign.builder().client(FeignCalls.bind(new DefaultClient(null, null)))
 * }</pre>
 *
 * <p>Under a policy that cancels a call waits for its answer no longer than until shortly before the deadline, and fails with
 * a {@link feign.FeignException} whose cause is a {@link java.net.SocketTimeoutException} that names the request. It is none
 * that a {@link feign.Retryer} is asked about, as no time is left to try again. Feign's own client cannot be stopped while it
 * reads a body: it ends at the first read after that. One that begins too late is not sent. A call that follows redirects,
 * as {@code Request.Options} say by default, tells no server how long the request has: it would tell all that it is sent on
 * to.
 *
 * <p>For Feign on another client bind that one instead, which can be stopped at any time.
 */
public final class FeignCalls {

    private FeignCalls() {}

    /** As {@link #bind(Client, OutgoingCalls)}, with {@link OutgoingCalls#defaults()}. */
    public static Client bind(Client client) {
        return bind(client, OutgoingCalls.defaults());
    }

    /** Binds the calls of this client. */
    public static Client bind(Client client, OutgoingCalls calls) {
        return new BoundClient(client, calls);
    }
}
