package dev.curfew.servlet.container;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Breaks off on Undertow 2.3.
 *
 * <p>HTTP/1: a blocked thread waits in a selector of its own that closing the connection does not wake, so the socket
 * is shut down first; and it is closed below TLS, so that no {@code close_notify} vouches for the bytes so far.
 *
 * <p>HTTP/2: Undertow's own ways to reset a stream free its buffers at once, also under a thread that is about to fill
 * or to read one, and the next request that is given the buffer sends what it finds there. So the stream's channels are
 * only marked as broken, their waiting threads are woken, and the reset is sent; the buffers are freed as the exchange
 * ends, on the thread that used them. A frame that the connection has begun to send is left to it.
 */
final class UndertowBreaker implements ContainerMeans {
    private static final String HTTP1 = "io.undertow.server.protocol.http.HttpServerConnection";
    private static final String HTTP2 = "io.undertow.server.protocol.http2.Http2ServerConnection";
    private static final int NO_ERROR = 0; // RFC 9113 §8.1
    private static final int CANCEL = 8; // RFC 9113 §7
    private static final long SENDING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long UNREGISTERED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final String CONTEXT = "io.undertow.servlet.handlers.ServletRequestContext";
    private static final String SOCKET = "org.xnio.nio.NioSocketStreamConnection";

    @Override
    public void breakOff(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object exchange = Reach.call(request, "getExchange");
        Object connection = Reach.call(exchange, "getConnection");
        if (Reach.is(connection, HTTP1)) {
            resetConnection(connection);
        } else if (Reach.is(connection, HTTP2)) {
            resetStream(connection, CANCEL);
        } else {
            throw new IOException("Neither HTTP/1 nor HTTP/2: " + connection);
        }
    }

    @Override
    public void hangUp(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object exchange = Reach.call(request, "getExchange");
        Object connection = Reach.call(exchange, "getConnection");
        if (Reach.is(connection, HTTP1)) {
            Sockets.hangUp(Reach.call(networkOf(Reach.field(connection, "channel")), "getChannel"));
        } else if (Reach.is(connection, HTTP2)) {
            resetStream(connection, NO_ERROR);
        } else {
            throw new IOException("Neither HTTP/1 nor HTTP/2: " + connection);
        }
    }

    @Override
    public boolean completesAfterBreak(ServletRequest request) {
        return true;
    }

    @Override
    public boolean isFinished(ServletResponse response) throws ReflectiveOperationException {
        return (boolean) Reach.call(Reach.call(response, "getExchange"), "isResponseComplete");
    }

    /** Its {@code reset()} keeps the encoding and the cookies; and inside an include it answers nobody. */
    @Override
    public void finishReset(ServletRequest request, Collection<String> cookies) throws ReflectiveOperationException {
        Object exchange = Reach.call(request, "getExchange");
        Object context = Reach.call(exchange, "getAttachment", Reach.constant(request, CONTEXT, "ATTACHMENT_KEY"));
        Object response = Reach.call(context, "getOriginalResponse");
        Reach.callForNullable(context, "setDispatcherType", DispatcherType.REQUEST);
        Reach.callForNullable(response, "setInsideInclude", false);
        Reach.callForNullable(response, "setIgnoredFlushPerformed", false);
        Reach.callForNullable(response, "setCharacterEncoding", (Object) null);
        if (!cookies.isEmpty()) {
            Map<?, ?> all = (Map<?, ?>) Reach.call(exchange, "getResponseCookies");
            cookies.forEach(all::remove);
        }
    }

    @Override
    public Object socketOf(ServletRequest request) throws ReflectiveOperationException {
        Object connection = Reach.call(Reach.call(request, "getExchange"), "getConnection");
        Object channel = Reach.field(connection, "channel");
        Object stream = Reach.is(connection, HTTP2) ? Reach.call(channel, "getUnderlyingConnection") : channel;
        return Reach.call(networkOf(stream), "getChannel");
    }

    private static void resetStream(Object connection, int error) throws ReflectiveOperationException {
        Object channel = Reach.field(connection, "channel");
        Object response = Reach.field(connection, "responseChannel");
        Object request = Reach.field(connection, "requestChannel");
        if (error != NO_ERROR) { // or else the whole answer is still on its way
            breakWrites(channel, response);
        }
        Reach.set(response, "reset", true); // as if it had been reset already: sending the reset leaves both alone
        Reach.set(request, "rst", true);
        Reach.callForNullable(request, "setIgnoreForceClose", true);
        Reach.callForNullable(channel, "sendRstStream", Reach.call(request, "getStreamId"), error);
        breakReads(request);
        Reach.callForNullable(response, "wakeupWrites");
        Reach.callForNullable(response, "wakeupWaiters");
    }

    /** Where the connection takes nothing, it is given up with the frame that it has begun to send. */
    private static void breakWrites(Object channel, Object response) throws ReflectiveOperationException {
        long start = System.nanoTime();
        while (!breakWrites(channel, response, System.nanoTime() - start > SENDING_NANOS)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean breakWrites(Object channel, Object response, boolean always)
            throws ReflectiveOperationException {
        synchronized (channel) { // as whoever sends frames does
            boolean sending = (boolean) Reach.call(response, "isReadyForFlush")
                    && !((Collection<?>) Reach.field(channel, "heldFrames")).remove(response)
                    && !((Collection<?>) Reach.field(channel, "newFrames")).remove(response);
            if (sending && !always) {
                return false;
            }
            Reach.set(response, "broken", true);
            return true;
        }
    }

    private static void breakReads(Object request) throws ReflectiveOperationException {
        int broken = (int) Reach.field(request, "STATE_STREAM_BROKEN");
        Object lock = Reach.field(request, "lock");
        synchronized (lock) {
            Reach.set(request, "state", (int) Reach.field(request, "state") | broken);
            lock.notifyAll();
        }
        if ((boolean) Reach.call(request, "isReadResumed")) {
            Reach.callForNullable(request, "wakeupReads");
        }
    }

    private static void resetConnection(Object connection) throws ReflectiveOperationException, IOException {
        Object outer = Reach.field(connection, "channel");
        Object network = networkOf(outer);
        SocketChannel channel = (SocketChannel) Reach.call(network, "getChannel");
        SelectionKey key = (SelectionKey) Reach.call(Reach.field(network, "conduit"), "getSelectionKey");
        Object guard = outer == network ? channel : Reach.field(outer, "sslConduit");
        boolean own = Reach.call(connection, "getIoThread") == Thread.currentThread();
        awaitUnregistered(channel, key, own ? 0 : UNREGISTERED_NANOS);
        synchronized (guard) { // TLS: a woken reader must not get to send close_notify before the close
            Sockets.prepareReset(channel);
            channel.close();
        }
    }

    /**
     * The selector has to let go of the socket before the system sends the reset. It does so first: between the shutdown
     * that wakes a blocked writer and the reset, a client that reads just then could be sent the end of the output. Its own
     * thread lets go when it is back.
     */
    private static void awaitUnregistered(SocketChannel channel, SelectionKey key, long nanos) {
        long start = System.nanoTime();
        key.cancel();
        key.selector().wakeup();
        while (channel.keyFor(key.selector()) != null && System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Returns the connection below TLS and the PROXY protocol. */
    private static Object networkOf(Object connection) throws ReflectiveOperationException {
        Object inner = connection;
        while (!Reach.is(inner, SOCKET)) {
            inner = Reach.field(inner, "delegate");
        }
        return inner;
    }
}
