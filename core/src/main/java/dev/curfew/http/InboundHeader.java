package dev.curfew.http;

import java.util.concurrent.atomic.LongAdder;

/** A header that is read, and how many of its values were malformed. */
final class InboundHeader {

    /** No value that means anything is longer. */
    private static final int MOST_CHARACTERS = 64;

    final String name;
    final boolean tellsQueueTime;
    final LongAdder malformed = new LongAdder();
    private final HeaderFormat format;

    private InboundHeader(String name, boolean tellsQueueTime) {
        this.name = name;
        this.tellsQueueTime = tellsQueueTime;
        format = HeaderFormat.of(name);
    }

    /** A header that tells how long the caller waits. */
    static InboundHeader ofCaller(String name) {
        return new InboundHeader(name, false);
    }

    /** A header that tells when the request came to the first of its proxies. */
    static InboundHeader ofQueue(String name) {
        return new InboundHeader(name, true);
    }

    /** What the value says, in nanoseconds, or {@link HeaderFormat#MALFORMED}, which is counted. */
    long nanosOf(String value, long nowMicros) {
        long nanos = HeaderFormat.MALFORMED;
        if (value.length() <= MOST_CHARACTERS) {
            nanos = tellsQueueTime ? QueueStart.queuedNanos(value, nowMicros) : format.nanosOf(value);
        }
        if (nanos < 0) {
            malformed.increment();
        }
        return nanos;
    }
}
