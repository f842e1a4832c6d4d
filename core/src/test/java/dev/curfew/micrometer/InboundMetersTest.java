package dev.curfew.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.http.InboundDeadlines;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InboundMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InboundDeadlines inbound = InboundDeadlines.builder()
            .trustedNetworks("127.0.0.1", "::1")
            .queueTimeHeaders("X-Request-Start")
            .build();

    private double malformed(String header) {
        return registry.get("curfew.inbound.malformed")
                .tag("header", header)
                .functionCounter()
                .count();
    }

    @Test
    void malformedValuesAreCountedByHeader() {
        new InboundMeters(inbound, Tags.of("app", "shop")).bindTo(registry);
        Map<String, String> headers = Map.of("grpc-timeout", "soon", "x-request-start", "yesterday");
        for (int i = 0; i < 3; i++) {
            assertThat(inbound.limitOf(headers::get, InetAddress::getLoopbackAddress))
                    .isNull();
        }
        assertThat(malformed("grpc-timeout")).isEqualTo(3);
        assertThat(malformed("x-request-start")).isEqualTo(3);
        assertThat(malformed("x-request-deadline")).isZero();
        assertThat(registry.getMeters())
                .hasSize(inbound.headers().size())
                .allMatch(meter -> "shop".equals(meter.getId().getTag("app")));
    }
}
