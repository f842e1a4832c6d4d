package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.Selector;
import java.util.Collection;

/**
 * Breaks off on Tomcat 10.1 and 11, NIO and NIO2, plain and TLS.
 *
 * <p>HTTP/1: {@code CLOSE_NOW} alone waits for the handler, and {@code SocketWrapper.close()} leaves a thread that is
 * blocked in I/O stuck. So the socket itself is closed with linger 0 (the client sees a reset, and no TLS
 * {@code close_notify} that would vouch for the bytes so far; NIO2 has no linger, so there a response that ends with its
 * connection looks whole); blocked threads are then woken by notifying the locks they wait on, and the poller, which
 * must let go of the socket before the system sends the reset. HTTP/2: the stream is reset.
 */
final class TomcatBreaker implements ContainerMeans {
    private static final String STREAM_PROCESSOR = "org.apache.coyote.http2.StreamProcessor";
    private static final String HTTP2 = "org.apache.coyote.http2.";

    @Override
    public void breakOff(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object processor = processorOf(request);
        if (Reach.is(processor, STREAM_PROCESSOR)) {
            resetStream(processor, "CANCEL");
        } else {
            resetConnection(processor);
        }
    }

    @Override
    public void hangUp(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object processor = processorOf(request);
        if (Reach.is(processor, STREAM_PROCESSOR)) {
            resetStream(processor, "NO_ERROR");
        } else {
            Sockets.hangUp(channelOf(Reach.call(processor, "getSocketWrapper")));
        }
    }

    @Override
    public boolean completesAfterBreak(ServletRequest request) throws ReflectiveOperationException {
        return !Reach.is(processorOf(request), STREAM_PROCESSOR); // to complete a stream that was reset corrupts others
    }

    @Override
    public boolean isFinished(ServletResponse response) throws ReflectiveOperationException {
        Object connectorResponse = Reach.field(response, "response");
        if ((boolean) Reach.call(Reach.field(connectorResponse, "outputBuffer"), "isClosed")) {
            return true;
        }
        long length = (long) Reach.call(Reach.call(connectorResponse, "getCoyoteResponse"), "getContentLengthLong");
        return length >= 0 && (long) Reach.call(connectorResponse, "getContentWritten") >= length;
    }

    /** Its {@code reset()} keeps the encoder of a writer that was used before. */
    @Override
    public void finishReset(ServletRequest request, Collection<String> cookies) throws ReflectiveOperationException {
        Object response = Reach.call(Reach.field(request, "request"), "getResponse");
        Reach.callForNullable(Reach.field(response, "outputBuffer"), "reset", true);
    }

    @Override
    public Object socketOf(ServletRequest request) throws ReflectiveOperationException {
        return channelOf(Reach.call(processorOf(request), "getSocketWrapper"));
    }

    private static Object processorOf(ServletRequest request) throws ReflectiveOperationException {
        Object connectorRequest = Reach.field(request, "request");
        return Reach.field(Reach.call(connectorRequest, "getCoyoteRequest"), "hook");
    }

    private static void resetStream(Object processor, String reason) throws ReflectiveOperationException {
        Object stream = Reach.field(processor, "stream");
        Object error = Reach.constant(stream, HTTP2 + "Http2Error", reason);
        Object id = Reach.call(stream, "getIdAsInt");
        Reach.callForNullable(
                stream, "close", Reach.make(stream, HTTP2 + "StreamException", "Request timeout", error, id));
        // Whatever comes later for the request passes it by, as its stream is gone: nothing else would let go of it.
        Object protocol = Reach.call(Reach.call(Reach.field(processor, "handler"), "getProtocol"), "getHttp11Protocol");
        Reach.callForNullable(protocol, "removeWaitingProcessor", processor);
    }

    private static void resetConnection(Object processor) throws ReflectiveOperationException, IOException {
        Object socket = Reach.call(processor, "getSocketWrapper");
        NetworkChannel channel = channelOf(socket);
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) { // NIO2 channels have no linger
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        channel.close();
        if (Reach.is(socket, "org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper")) {
            wake(socket);
        }
    }

    private static NetworkChannel channelOf(Object socket) throws ReflectiveOperationException {
        return (NetworkChannel) Reach.call(Reach.call(socket, "getSocket"), "getIOChannel");
    }

    private static void wake(Object socket) throws ReflectiveOperationException {
        ((Selector) Reach.call(Reach.call(socket, "getPoller"), "getSelector")).wakeup();
        for (String lock : new String[] {"readLock", "writeLock"}) {
            Object monitor = Reach.field(socket, lock);
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }
    }
}
