package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InboundLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(InboundDeadlines.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // a clock may pass its end

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
    }

    private InboundDeadlines trusting(String network) {
        InboundDeadlinesBuilder builder = InboundDeadlines.builder().trustedNetworks(network);
        builder.nanos = nanos::get;
        return builder.build();
    }

    private static void send(InboundDeadlines inbound, String header, String value) {
        assertThat(inbound.limitOf(Map.of(header, value)::get, InetAddress::getLoopbackAddress))
                .isNull();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void malformedValuesAreSaidOnceAMinuteWithoutTheirText() {
        InboundDeadlines inbound = trusting("127.0.0.0/8");
        send(inbound, "grpc-timeout", "secret");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
        send(inbound, "grpc-timeout", "secret");
        send(inbound, "x-request-deadline", "secret");
        assertThat(lines())
                .containsExactly("Malformed header values are ignored (said once a minute at most): header=grpc-timeout"
                        + " malformed=1");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        send(inbound, "grpc-timeout", "secret");
        assertThat(lines()).hasSize(2).last().asString().endsWith("header=grpc-timeout malformed=3");
    }

    @Test
    void untrustedPeersAreSaidOnce() {
        InboundDeadlines inbound = trusting("10.0.0.0/8");
        send(inbound, "grpc-timeout", "1S");
        send(inbound, "grpc-timeout", "2S");
        assertThat(lines())
                .containsExactly(
                        "Deadlines in the headers of a request are ignored, as its peer is in no trusted network"
                                + " (said once): peer=127.0.0.1");
    }
}
