package dev.curfew.http;

import dev.curfew.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a client are bound to the requests that they are made for: when they end, and who is told how long the
 * request has. Immutable; made by {@link #builder()}.
 *
 * <p>A client's adapter asks for each call:
 *
 * <pre>{@code
 * OutgoingCall call = calls.begin();
 * if (call == null) {
 *     return send(request); // no request, or one whose work is left alone
 * }
 * call.throwIfEnded();
 * call.onEnd(connection::abort);
 * }</pre>
 */
public final class OutgoingCalls {

    private static final OutgoingCalls DEFAULTS = builder().build();

    private final Duration margin;
    private final String headerName;
    private final List<HostPattern> hosts;

    OutgoingCalls(Duration margin, String headerName, List<HostPattern> hosts) {
        this.margin = margin;
        this.headerName = headerName;
        this.hosts = List.copyOf(hosts);
    }

    /** A margin of 50 ms, and nobody is told. */
    public static OutgoingCalls defaults() {
        return DEFAULTS;
    }

    /** Begins with the defaults. */
    public static OutgoingCallsBuilder builder() {
        return new OutgoingCallsBuilder();
    }

    /**
     * Begins a call of the request that the calling thread works for, to be closed when its answer has been read.
     *
     * @return null where the call is to be made as without Curfew: outside a request, or under a policy that does not cancel
     */
    public @Nullable OutgoingCall begin() {
        return begin(Deadline.current());
    }

    /** As {@link #begin()}, of the request with this deadline, where the calling thread may be one that works for none. */
    public @Nullable OutgoingCall begin(Deadline deadline) {
        return OutgoingCall.begin(this, deadline);
    }

    /** How long before the deadline calls end. */
    public Duration margin() {
        return margin;
    }

    /** The name of the header that carries the remaining milliseconds. */
    public String headerName() {
        return headerName;
    }

    /** Whether this server is told how long the request has. */
    public boolean announcesTo(URI uri) {
        String host = uri.getHost();
        return host != null && hosts.stream().anyMatch(each -> each.matches(host, portOf(uri)));
    }

    private static int portOf(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
