package dev.curfew.http;

import dev.curfew.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes {@link OutgoingCalls}; each value is checked when it is set. */
public final class OutgoingCallsBuilder {

    private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+"); // RFC 9110 §5.6.2

    /** What HTTP and its clients say with them is something else. */
    private static final Set<String> TAKEN = Set.of(
            "accept",
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "date",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via");

    private Duration margin = Duration.ofMillis(50);
    private String headerName = "X-Request-Deadline";
    private List<HostPattern> hosts = List.of();

    OutgoingCallsBuilder() {}

    /**
     * How long before the deadline calls end, so that the handler can still answer by itself; at most half of what is left
     * when the call begins. Default 50 ms.
     *
     * @throws IllegalArgumentException unless {@code 0 <= margin <= 1m}
     */
    public OutgoingCallsBuilder margin(Duration margin) {
        if (margin.isNegative() || margin.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("margin: " + Durations.text(margin)
                    + " (expected: 0s to 1m; 0s leaves the handler no time to answer by itself)");
        }
        this.margin = margin;
        return this;
    }

    /**
     * The header that tells other servers how many milliseconds the request has left. Default {@code X-Request-Deadline}.
     *
     * @throws IllegalArgumentException unless it can be the name of a header that means whole milliseconds: {@code
     *     grpc-timeout} has a unit, {@code X-Request-Start} is a point in time, {@code Host} is HTTP's own
     */
    public OutgoingCallsBuilder headerName(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "header name: " + name + " (expected: the name of a header, such as X-Request-Deadline)");
        }
        String known = name.toLowerCase(Locale.ROOT);
        if (HeaderFormat.of(name) == HeaderFormat.GRPC
                || known.equals("x-request-start")
                || known.equals("x-queue-start")) {
            throw new IllegalArgumentException("header name: " + name
                    + " (expected: one whose value is whole milliseconds, such as X-Request-Deadline; this one is read in"
                    + " another format)");
        }
        if (TAKEN.contains(known)) {
            throw new IllegalArgumentException("header name: " + name
                    + " (expected: one that HTTP does not use itself, such as X-Request-Deadline)");
        }
        this.headerName = name;
        return this;
    }

    /**
     * The servers that are told: {@code orders.internal}, {@code *.example.org} for all hosts below that name, each with
     * {@code :8443} for one port only. Default none.
     *
     * @throws IllegalArgumentException if one is neither a host nor such a pattern
     */
    public OutgoingCallsBuilder announceTo(Collection<String> hosts) {
        this.hosts = hosts.stream().map(HostPattern::parse).toList();
        return this;
    }

    /** As {@link #announceTo(Collection)}. */
    public OutgoingCallsBuilder announceTo(String... hosts) {
        return announceTo(List.of(hosts));
    }

    /** The values as they are now. */
    public OutgoingCalls build() {
        return new OutgoingCalls(margin, headerName, hosts);
    }
}
