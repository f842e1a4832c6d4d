package dev.curfew.it;

import dev.curfew.it.wire.Protocol;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a container offers to the suite.
 *
 * @param protocols the protocols it can be started with
 * @param resumesHttp2Writers whether a {@code WriteListener} is always called again when an HTTP/2 window that was used
 *     up opens
 */
public record Capabilities(Set<Protocol> protocols, boolean resumesHttp2Writers) {

    /** Everything the suite asks for. */
    public static Capabilities all() {
        return new Capabilities(EnumSet.allOf(Protocol.class), true);
    }

    /** Whether the container can be started with this protocol. */
    public boolean supports(Protocol protocol) {
        return protocols.contains(protocol);
    }
}
