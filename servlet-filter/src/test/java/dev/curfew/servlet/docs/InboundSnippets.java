package dev.curfew.servlet.docs;

import dev.curfew.Watchdog;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.TimeoutPolicyResolver;

/** Headers that are believed, as docs/deadlines-between-services.md shows them. */
final class InboundSnippets {

    private InboundSnippets() {}

    static RequestTimeoutFilter filter(Watchdog watchdog, TimeoutPolicyResolver resolver) {
        // snippet begin
        InboundDeadlines inbound = InboundDeadlines.builder()
                .trustedNetworks("10.0.0.0/8", "fd00::/8")
                .queueTimeHeaders("X-Request-Start")
                .build();
        RequestTimeoutFilter filter = new RequestTimeoutFilter(watchdog, resolver, inbound);
        // snippet end
        return filter;
    }
}
