package dev.curfew.it.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A connector that lets a test decide when the next bytes are sent. */
final class GatedConnector extends ServerConnector {

    /** What all threads pass that send. */
    interface Gate {
        /** Returns when these many bytes may be sent. */
        void pass(long bytes);
    }

    /** The gate of all connectors. */
    static volatile Gate gate = bytes -> {};

    GatedConnector(Server server, ConnectionFactory... factories) {
        super(server, 1, 1, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
            @Override
            public boolean flush(ByteBuffer... buffers) throws IOException {
                long bytes = 0;
                for (ByteBuffer buffer : buffers) {
                    bytes += buffer.remaining();
                }
                gate.pass(bytes);
                return super.flush(buffers);
            }
        };
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }
}
