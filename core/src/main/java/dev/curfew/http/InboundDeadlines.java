package dev.curfew.http;

import dev.curfew.TimeoutLimit;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the headers of a request how long its caller waits and how long it was queued, and believes them where the
 * other end of its connection is in a trusted network.
 *
 * <pre>{@code
 * InboundDeadlines inbound = InboundDeadlines.builder()
 *         .trustedNetworks("10.0.0.0/8", "::1")
 *         .queueTimeHeaders("X-Request-Start")
 *         .build();
 * }</pre>
 *
 * <p>A malformed value is ignored and counted; the log says so, at most once a minute. Immutable but for the counts, and
 * safe for use by all threads.
 */
public final class InboundDeadlines {

    private static final Logger logger = LoggerFactory.getLogger(InboundDeadlines.class);
    private static final long NOBODY_SAYS = Long.MAX_VALUE;
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<Network> networks;
    private final List<InboundHeader> headers;
    private final Duration floor;
    private final LongSupplier epochMillis;
    private final AtomicBoolean untrustedSaid = new AtomicBoolean();
    private final LongSupplier nanos;
    private final AtomicLong malformedSaid;

    InboundDeadlines(InboundDeadlinesBuilder builder) {
        networks = List.copyOf(builder.networks);
        List<InboundHeader> all = new ArrayList<>();
        builder.headers.forEach(name -> all.add(InboundHeader.ofCaller(name)));
        builder.queueTimeHeaders.forEach(name -> all.add(InboundHeader.ofQueue(name)));
        headers = List.copyOf(all);
        floor = builder.floor;
        epochMillis = builder.epochMillis;
        nanos = builder.nanos;
        malformedSaid = new AtomicLong(nanos.getAsLong() - SILENCE_NANOS);
    }

    /** Begins one with the defaults; it needs trusted networks. */
    public static InboundDeadlinesBuilder builder() {
        return new InboundDeadlinesBuilder();
    }

    /**
     * What limits a request, or null where nothing does. Never throws by itself, whatever the headers hold.
     *
     * @param values gives the value of a header of the request, or null
     * @param peer gives the other end of the request's connection, not what a header says of it; null where that is not
     *     known, so that it is not trusted; asked only where there is a header to read
     */
    public @Nullable TimeoutLimit limitOf(
            Function<String, @Nullable String> values, Supplier<@Nullable InetAddress> peer) {
        boolean trusted = false;
        long caller = NOBODY_SAYS;
        long queued = 0;
        for (InboundHeader header : headers) {
            String value = values.apply(header.name);
            if (value == null) {
                continue;
            }
            trusted = trusted || trusts(peer.get());
            if (!trusted) {
                return null;
            }
            long nanos = header.nanosOf(value, epochMillis.getAsLong() * 1000);
            if (nanos < 0) {
                sayMalformed(header.name);
            } else if (header.tellsQueueTime) {
                queued = Math.max(queued, nanos);
            } else {
                caller = Math.min(caller, nanos);
            }
        }
        return caller == NOBODY_SAYS && queued == 0 ? null : limit(caller, queued);
    }

    private TimeoutLimit limit(long callerNanos, long queuedNanos) {
        Duration caller = callerNanos == NOBODY_SAYS ? null : Duration.ofNanos(callerNanos);
        return new TimeoutLimit(caller, floor, Duration.ofNanos(queuedNanos));
    }

    /** The names of the headers that are read. */
    public List<String> headers() {
        return headers.stream().map(header -> header.name).toList();
    }

    /** How many malformed values of this header were ignored. */
    public long malformed(String name) {
        return headers.stream()
                .filter(header -> header.name.equalsIgnoreCase(name))
                .mapToLong(header -> header.malformed.sum())
                .sum();
    }

    private boolean trusts(@Nullable InetAddress peer) {
        boolean trusted = peer != null && networks.stream().anyMatch(network -> network.contains(peer));
        if (!trusted && untrustedSaid.compareAndSet(false, true)) {
            logger.info(
                    "Deadlines in the headers of a request are ignored, as its peer is in no trusted network (said once):"
                            + " peer={}",
                    peer == null ? "unknown" : peer.getHostAddress());
        }
        return trusted;
    }

    private void sayMalformed(String name) {
        long now = nanos.getAsLong();
        long said = malformedSaid.get();
        if (now - said >= SILENCE_NANOS && malformedSaid.compareAndSet(said, now)) {
            logger.warn(
                    "Malformed header values are ignored (said once a minute at most): header={} malformed={}",
                    name,
                    malformed(name));
        }
    }
}
