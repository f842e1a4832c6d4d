package dev.curfew.spring;

import dev.curfew.http.OutgoingCalls;
import dev.curfew.http.OutgoingCallsBuilder;
import java.time.Duration;
import java.util.List;

/** Calls to other servers: the properties below {@code curfew.clients}. */
final class ClientProperties {

    private static final OutgoingCalls DEFAULTS = OutgoingCalls.defaults();
    private static final String PREFIX = "curfew.clients.";

    private boolean enabled = true;
    private Duration margin = DEFAULTS.margin();
    private final DeadlineHeader deadlineHeader = new DeadlineHeader();

    /** What the properties say, checked. */
    OutgoingCalls calls() {
        OutgoingCallsBuilder builder = OutgoingCalls.builder();
        CurfewConfigurationException.check(PREFIX + "margin", () -> builder.margin(margin));
        CurfewConfigurationException.check(
                PREFIX + "deadline-header.name", () -> builder.headerName(deadlineHeader.name));
        CurfewConfigurationException.check(
                PREFIX + "deadline-header.hosts", () -> builder.announceTo(deadlineHeader.hosts));
        return builder.build();
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public Duration getMargin() {
        return margin;
    }

    public void setMargin(Duration margin) {
        this.margin = margin;
    }

    public DeadlineHeader getDeadlineHeader() {
        return deadlineHeader;
    }

    /** Which servers are told how long the request has. */
    static final class DeadlineHeader {

        private List<String> hosts = List.of();
        private String name = DEFAULTS.headerName();

        public List<String> getHosts() {
            return hosts;
        }

        public void setHosts(List<String> hosts) {
            this.hosts = hosts;
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }
}
