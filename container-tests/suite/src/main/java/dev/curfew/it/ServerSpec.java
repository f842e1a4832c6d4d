package dev.curfew.it;

import dev.curfew.it.wire.Protocol;
import jakarta.servlet.ServletContextListener;
import java.util.List;

/**
 * A server as a test wants it, the same for every container.
 *
 * @param protocol the only protocol it speaks
 * @param virtualThreads whether requests run on virtual threads
 * @param maxThreads the bound on platform threads for requests
 * @param sendBuffer SO_SNDBUF of its connections; 0 leaves it to the system
 * @param filters in the order of the chain
 * @param servlets the servlets with their patterns
 * @param errorPages what is shown for a status or an exception
 * @param listeners told when the application starts and stops
 * @param classLoader the application's, or null for the suite's own
 */
public record ServerSpec(
        Protocol protocol,
        boolean virtualThreads,
        int maxThreads,
        int sendBuffer,
        List<FilterSpec> filters,
        List<ServletSpec> servlets,
        List<ErrorPageSpec> errorPages,
        List<ServletContextListener> listeners,
        ClassLoader classLoader) {

    /** Copies the lists. */
    public ServerSpec {
        filters = List.copyOf(filters);
        servlets = List.copyOf(servlets);
        errorPages = List.copyOf(errorPages);
        listeners = List.copyOf(listeners);
    }
}
