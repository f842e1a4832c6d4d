package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.curfew.TimeoutLimit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InboundDeadlinesTest {

    private static final long NOW_MILLIS = 1_763_740_002_500L;
    private static final InetAddress TRUSTED = address(10, 1, 2, 3);
    private static final Duration FLOOR = Duration.ofMillis(50);

    private final InboundDeadlines inbound =
            inbound(builder -> builder.queueTimeHeaders("X-Request-Start", "X-Queue-Start"));

    private static InetAddress address(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InboundDeadlines inbound(UnaryOperator<InboundDeadlinesBuilder> more) {
        InboundDeadlinesBuilder builder = InboundDeadlines.builder().trustedNetworks("10.0.0.0/8", "::1");
        builder.epochMillis = () -> NOW_MILLIS;
        return more.apply(builder).build();
    }

    private @Nullable TimeoutLimit limit(Map<String, String> headers) {
        return inbound.limitOf(headers::get, () -> TRUSTED);
    }

    private static TimeoutLimit caller(long millis) {
        return new TimeoutLimit(Duration.ofMillis(millis), FLOOR, Duration.ZERO);
    }

    @Test
    void eachHeaderIsRead() {
        assertThat(limit(Map.of("grpc-timeout", "800m"))).isEqualTo(caller(800));
        assertThat(limit(Map.of("x-envoy-expected-rq-timeout-ms", "800"))).isEqualTo(caller(800));
        assertThat(limit(Map.of("x-request-deadline", "800"))).isEqualTo(caller(800));
        assertThat(limit(Map.of("x-request-deadline", "PT0.8S"))).isEqualTo(caller(800));
        assertThat(limit(Map.of("x-request-start", "t=1763740001.300")))
                .isEqualTo(new TimeoutLimit(null, FLOOR, Duration.ofMillis(1200)));
        assertThat(limit(Map.of("x-queue-start", "1763740001300")))
                .isEqualTo(new TimeoutLimit(null, FLOOR, Duration.ofMillis(1200)));
    }

    @Test
    void withoutAHeaderThereIsNoLimitAndNobodyIsAsked() {
        List<String> asked = new ArrayList<>();
        assertThat(inbound.limitOf(
                        name -> {
                            asked.add(name);
                            return null;
                        },
                        () -> {
                            throw new AssertionError("asked for the peer");
                        }))
                .isNull();
        assertThat(asked)
                .containsExactly(
                        "grpc-timeout",
                        "x-envoy-expected-rq-timeout-ms",
                        "x-request-deadline",
                        "x-request-start",
                        "x-queue-start");
    }

    @Test
    void shortestOfSeveralCounts() {
        assertThat(limit(Map.of(
                        "grpc-timeout", "2S", "x-envoy-expected-rq-timeout-ms", "700", "x-request-deadline", "PT1S")))
                .isEqualTo(caller(700));
    }

    @Test
    void longestQueueTimeCounts() {
        assertThat(limit(Map.of("x-request-start", "1763740001300", "x-queue-start", "1763740002300")))
                .isEqualTo(new TimeoutLimit(null, FLOOR, Duration.ofMillis(1200)));
    }

    @Test
    void startThatLiesAheadIsNoLimit() {
        assertThat(limit(Map.of("x-request-start", "1763740003300"))).isNull();
        assertThat(inbound.malformed("x-request-start")).isZero();
    }

    @Test
    void untrustedAndUnknownPeersAreNotBelieved() {
        for (InetAddress peer : new @Nullable InetAddress[] {null, address(11, 1, 2, 3), address(127, 0, 0, 1)}) {
            assertThat(inbound.limitOf(Map.of("grpc-timeout", "malformed")::get, () -> peer))
                    .isNull();
            assertThat(inbound.limitOf(Map.of("grpc-timeout", "1S")::get, () -> peer))
                    .isNull();
        }
        assertThat(inbound.malformed("grpc-timeout")).isZero();
    }

    @Test
    void trustedNetworkMayBeOfIpv6() {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        InetAddress peer = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(peer.getAddress()).isEqualTo(loopback);
        assertThat(inbound.limitOf(Map.of("grpc-timeout", "1S")::get, () -> peer))
                .isEqualTo(caller(1000));
    }

    @Test
    void malformedValuesAreIgnoredAndCounted() {
        assertThat(limit(Map.of("grpc-timeout", "0S", "x-request-deadline", "-5", "x-request-start", "yesterday")))
                .isNull();
        assertThat(limit(Map.of("grpc-timeout", "1".repeat(1_000_000), "x-request-deadline", "800")))
                .isEqualTo(caller(800));
        assertThat(inbound.malformed("grpc-timeout")).isEqualTo(2);
        assertThat(inbound.malformed("x-request-deadline")).isEqualTo(1);
        assertThat(inbound.malformed("x-request-start")).isEqualTo(1);
        assertThat(inbound.malformed("x-queue-start")).isZero();
        assertThat(inbound.malformed("unknown")).isZero();
    }

    @Test
    void readsTheConfiguredHeadersAlone() {
        InboundDeadlines own =
                inbound(builder -> builder.headers("X-Own-Timeout").floor(Duration.ofSeconds(1)));
        assertThat(own.headers()).containsExactly("x-own-timeout");
        assertThat(own.limitOf(Map.of("x-own-timeout", "PT2S", "grpc-timeout", "1S")::get, () -> TRUSTED))
                .isEqualTo(new TimeoutLimit(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO));
    }

    @Test
    void configurationSetsEachValueByItsKey() {
        InboundDeadlinesBuilder builder = InboundDeadlines.builder();
        Map<String, String> values = Map.of(
                "trusted-networks", "10.0.0.0/8, ::1",
                "headers", " grpc-timeout,x-own ",
                "queue-time-headers", "X-Request-Start",
                "floor", "100ms");
        assertThat(InboundDeadlinesBuilder.keys()).containsExactlyInAnyOrderElementsOf(values.keySet());
        values.forEach(builder::set);
        InboundDeadlines built = builder.build();
        assertThat(built.headers()).containsExactly("grpc-timeout", "x-own", "x-request-start");
        assertThat(built.limitOf(Map.of("x-own", "1")::get, () -> TRUSTED))
                .isEqualTo(new TimeoutLimit(Duration.ofMillis(1), Duration.ofMillis(100), Duration.ZERO));
    }

    @Test
    void emptyListMeansNone() {
        InboundDeadlines queueOnly =
                inbound(builder -> builder.set("headers", "").set("queue-time-headers", "x-queue-start"));
        assertThat(queueOnly.headers()).containsExactly("x-queue-start");
    }

    @Test
    void badValuesAreRefused() {
        refuses(
                "trusted-networks",
                "localhost",
                "trusted-networks: localhost (expected: a network such as 10.0.0.0/8 or"
                        + " fd00::/8, or an address; names are not looked up)");
        refuses(
                "trusted-networks",
                "10.0.0.0/8,,::1",
                "trusted-networks:  (expected: a network such as 10.0.0.0/8 or"
                        + " fd00::/8, or an address; names are not looked up)");
        refuses(
                "trusted-networks",
                "",
                "trusted-networks: none (expected: at least one network, such as 10.0.0.0/8; headers"
                        + " are believed from nowhere else)");
        refuses("headers", "x y", "headers: x y (expected: the name of a header, such as x-request-deadline)");
        refuses("headers", "", "headers: none (expected: at least one, or one in queue-time-headers)");
        refuses(
                "queue-time-headers",
                "x,x:",
                "queue-time-headers: x: (expected: the name of a header, such as" + " x-request-deadline)");
        refuses(
                "queue-time-headers",
                "GRPC-Timeout",
                "queue-time-headers: grpc-timeout (expected: none that is in headers"
                        + " too; a header tells one or the other)");
        refuses("floor", "0s", "floor: 0s (expected: > 0; 1ms lets callers ask for nearly anything)");
        refuses("floor", "50", "floor: 50 (expected: a duration with its unit, such as 30s, 1500ms, 2m or PT30S)");
        refuses("networks", "", "networks (expected: one of trusted-networks, headers, queue-time-headers, floor)");
    }

    private static void refuses(String key, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> inbound(builder -> builder.set(key, value)))
                .withMessage(message);
    }

    @Test
    void withoutTrustedNetworksNothingIsBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InboundDeadlines.builder().build())
                .withMessageStartingWith("trusted-networks: none");
    }
}
