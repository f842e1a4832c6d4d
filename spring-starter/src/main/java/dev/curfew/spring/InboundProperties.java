package dev.curfew.spring;

import dev.curfew.http.InboundDeadlines;
import dev.curfew.http.InboundDeadlinesBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose headers are believed, and which; read by the same code that reads {@code web.xml}. */
final class InboundProperties {

    private @Nullable List<String> trustedNetworks;
    private @Nullable List<String> headers;
    private @Nullable List<String> queueTimeHeaders;
    private @Nullable String floor;

    /** What was given. */
    InboundDeadlines build() {
        InboundDeadlinesBuilder builder = InboundDeadlines.builder();
        set(builder, "trusted-networks", text(trustedNetworks));
        set(builder, "headers", text(headers));
        set(builder, "queue-time-headers", text(queueTimeHeaders));
        set(builder, "floor", floor);
        return CurfewConfigurationException.check("curfew.inbound", builder::build);
    }

    private static void set(InboundDeadlinesBuilder builder, String key, @Nullable String value) {
        if (value != null) {
            CurfewConfigurationException.check("curfew.inbound." + key, () -> builder.set(key, value));
        }
    }

    private static @Nullable String text(@Nullable List<String> values) {
        return values == null ? null : String.join(",", values);
    }

    public @Nullable List<String> getTrustedNetworks() {
        return trustedNetworks;
    }

    public void setTrustedNetworks(@Nullable List<String> trustedNetworks) {
        this.trustedNetworks = trustedNetworks;
    }

    public @Nullable List<String> getHeaders() {
        return headers;
    }

    public void setHeaders(@Nullable List<String> headers) {
        this.headers = headers;
    }

    public @Nullable List<String> getQueueTimeHeaders() {
        return queueTimeHeaders;
    }

    public void setQueueTimeHeaders(@Nullable List<String> queueTimeHeaders) {
        this.queueTimeHeaders = queueTimeHeaders;
    }

    public @Nullable String getFloor() {
        return floor;
    }

    public void setFloor(@Nullable String floor) {
        this.floor = floor;
    }
}
