package dev.curfew.servlet.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Resets TCP connections, and knows who is at their other end. */
final class Sockets {
    private Sockets() {}

    /**
     * Prepares a connection so that closing it sends RST, and wakes whoever waits in its I/O.
     *
     * <p>A FIN would make a response that ends with its connection look whole, so the output is shut down only where
     * its send buffer is full: there the FIN waits behind unsent bytes and is dropped with them. Only then can a
     * thread be blocked in a write, which nothing else wakes.
     */
    static void prepareReset(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        boolean full = !takesBytes(channel);
        channel.shutdownInput();
        if (full) {
            channel.shutdownOutput();
        }
    }

    /**
     * Sends FIN behind all that was written, and lets readers see the end of input. Not closed: closing a socket with
     * unread input resets it, and a reset can overtake what was written.
     */
    static void hangUp(Object channel) throws IOException {
        if (channel instanceof SocketChannel socket) {
            socket.shutdownOutput();
            socket.shutdownInput();
        } else if (channel instanceof AsynchronousSocketChannel socket) {
            socket.shutdownOutput();
            socket.shutdownInput();
        } else {
            throw new IOException("Not a TCP socket: " + channel);
        }
    }

    /** The address at the other end; null where it is none of the internet's. */
    static @Nullable InetAddress peerOf(Object channel) throws IOException {
        SocketAddress peer = null;
        if (channel instanceof SocketChannel socket) {
            peer = socket.getRemoteAddress();
        } else if (channel instanceof AsynchronousSocketChannel socket) {
            peer = socket.getRemoteAddress();
        }
        return peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    private static boolean takesBytes(SocketChannel channel) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            return selector.selectNow() > 0;
        }
    }
}
