package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Collection;

/** What one container can do to a connection or stream; and knows of it; see {@link ConnectionBreaker}, {@link SocketPeer}. */
interface ContainerMeans {

    void breakOff(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException;

    void hangUp(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException;

    boolean completesAfterBreak(ServletRequest request) throws ReflectiveOperationException;

    /** Most containers' {@code reset()} leaves nothing behind. */
    default void finishReset(ServletRequest request, Collection<String> cookies) throws ReflectiveOperationException {}

    /** The socket's channel, below TLS and all that speaks for another socket. */
    Object socketOf(ServletRequest request) throws ReflectiveOperationException;

    boolean isFinished(ServletResponse response) throws ReflectiveOperationException;
}
