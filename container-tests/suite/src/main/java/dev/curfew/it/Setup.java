package dev.curfew.it;

import dev.curfew.it.wire.Protocol;

/**
 * One way of running the container under test.
 *
 * @param protocol the only protocol of the server
 * @param virtualThreads whether requests run on virtual threads
 */
public record Setup(Protocol protocol, boolean virtualThreads) {

    /** Begins a server of this kind. */
    public ServerBuilder server() {
        return new ServerBuilder(this);
    }

    @Override
    public String toString() {
        return protocol + (virtualThreads ? ", virtual threads" : ", platform threads");
    }
}
