package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other end of a request's connection, as the socket knows it.
 *
 * <p>{@code ServletRequest.getRemoteAddr()} is what the client, or anybody else, has written into a header wherever
 * Tomcat's {@code RemoteIpValve}, Jetty's {@code ForwardedRequestCustomizer}, Undertow's {@code ProxyPeerAddressHandler}, a
 * filter of the app or the PROXY protocol is at work. So the container is asked for the socket itself.
 */
public final class SocketPeer {

    private static final Logger logger = LoggerFactory.getLogger(SocketPeer.class);

    private SocketPeer() {}

    /**
     * The address of the request's peer, looking below {@link ServletRequestWrapper}s. Never throws.
     *
     * @return null where the container is unknown, or the connection is closed or no TCP socket
     */
    public static @Nullable InetAddress of(ServletRequest request) {
        ServletRequest raw = request;
        while (raw instanceof ServletRequestWrapper wrapper) {
            raw = wrapper.getRequest();
        }
        ContainerMeans means = Containers.meansFor(raw);
        try {
            return means == null ? null : Sockets.peerOf(means.socketOf(raw));
        } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
            logger.debug("A request's socket could not be asked for its peer", e);
            return null;
        }
    }
}
