package dev.curfew.http;

import dev.curfew.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Builds {@link InboundDeadlines}. Not safe for use by several threads. */
public final class InboundDeadlinesBuilder {

    private static final List<String> KEYS = List.of("trusted-networks", "headers", "queue-time-headers", "floor");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}"); // RFC 9110 §5.6.2

    List<Network> networks = List.of();
    Set<String> headers =
            names("headers", List.of("grpc-timeout", "x-envoy-expected-rq-timeout-ms", "x-request-deadline"));
    Set<String> queueTimeHeaders = Set.of();
    Duration floor = Duration.ofMillis(50);
    LongSupplier epochMillis = System::currentTimeMillis;
    LongSupplier nanos = System::nanoTime;

    InboundDeadlinesBuilder() {}

    /** The keys by which configuration names the values, each of which {@link #set} takes. */
    public static List<String> keys() {
        return KEYS;
    }

    /**
     * Whose headers are believed: networks such as {@code 10.0.0.0/8} or {@code fd00::/8}, or single addresses. No default.
     *
     * @throws IllegalArgumentException if one is neither; a host's name is never looked up
     */
    public InboundDeadlinesBuilder trustedNetworks(String... networks) {
        List<Network> read = new ArrayList<>();
        for (String network : networks) {
            try {
                read.add(Network.parse(network));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("trusted-networks: " + e.getMessage(), e);
            }
        }
        this.networks = read;
        return this;
    }

    /**
     * The headers that tell how long the caller waits; of several that a request has the shortest time counts. {@code
     * grpc-timeout} and {@code x-envoy-expected-rq-timeout-ms} are read as those protocols have them; all others as
     * milliseconds from now, or an ISO-8601 duration. Default these two and {@code x-request-deadline}.
     *
     * @throws IllegalArgumentException if one is not the name of a header
     */
    public InboundDeadlinesBuilder headers(String... headers) {
        this.headers = names("headers", List.of(headers));
        return this;
    }

    /**
     * The headers that tell when the request came to the first of its proxies, such as {@code X-Request-Start} and {@code
     * X-Queue-Start}; of several that a request has the longest time counts. The clocks of proxy and app must agree.
     * Default none.
     *
     * @throws IllegalArgumentException if one is not the name of a header
     */
    public InboundDeadlinesBuilder queueTimeHeaders(String... headers) {
        queueTimeHeaders = names("queue-time-headers", List.of(headers));
        return this;
    }

    /**
     * The shortest timeout that a caller can bring about. Default 50 ms.
     *
     * @throws IllegalArgumentException unless {@code 0 < floor <= 24h}
     */
    public InboundDeadlinesBuilder floor(Duration floor) {
        this.floor = Durations.positive("floor", floor, "1ms lets callers ask for nearly anything");
        return this;
    }

    /**
     * Sets the value of this key, as configuration writes it: lists with commas.
     *
     * @throws IllegalArgumentException if the key is unknown, or the value is refused
     */
    public InboundDeadlinesBuilder set(String key, String text) {
        return switch (key) {
            case "trusted-networks" -> trustedNetworks(list(text));
            case "headers" -> headers(list(text));
            case "queue-time-headers" -> queueTimeHeaders(list(text));
            case "floor" -> floor(Durations.parse("floor", text.strip()));
            default -> throw new IllegalArgumentException(key + " (expected: one of " + String.join(", ", KEYS) + ")");
        };
    }

    /**
     * What was asked for.
     *
     * @throws IllegalArgumentException if no network is trusted, no header is read, or one is to tell both
     */
    public InboundDeadlines build() {
        if (networks.isEmpty()) {
            throw new IllegalArgumentException(
                    "trusted-networks: none (expected: at least one network, such as 10.0.0.0/8; headers are believed from"
                            + " nowhere else)");
        }
        if (headers.isEmpty() && queueTimeHeaders.isEmpty()) {
            throw new IllegalArgumentException("headers: none (expected: at least one, or one in queue-time-headers)");
        }
        for (String header : queueTimeHeaders) {
            if (headers.contains(header)) {
                throw new IllegalArgumentException("queue-time-headers: " + header
                        + " (expected: none that is in headers too; a header tells one or the other)");
            }
        }
        return new InboundDeadlines(this);
    }

    private static String[] list(String text) {
        return text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*", -1);
    }

    /** In lower case, as names of headers are compared without it. */
    private static Set<String> names(String key, List<String> names) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            if (!TOKEN.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        key + ": " + name + " (expected: the name of a header, such as x-request-deadline)");
            }
            all.add(name.toLowerCase(Locale.ROOT));
        }
        return all;
    }
}
