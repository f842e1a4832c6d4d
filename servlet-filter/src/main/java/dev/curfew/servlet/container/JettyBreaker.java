package dev.curfew.servlet.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Breaks off on Jetty 12.1, ee10 and ee11.
 *
 * <p>HTTP/1: closing the network end point with a failure fails whatever is blocked in it; below TLS, so that no
 * {@code close_notify} vouches for the bytes so far, and with linger 0, so that the client sees a reset. HTTP/2: the
 * stream is reset, and then its failure is told to the request as well, since a reset of our own frees writers
 * only. Failing the request's callback or channel instead waits for the handler.
 */
final class JettyBreaker implements ContainerMeans {
    private static final String RESET_FRAME = "org.eclipse.jetty.http2.frames.ResetFrame";
    private static final String HTTP1 = "org.eclipse.jetty.server.internal.HttpConnection";
    private static final String TLS = "org.eclipse.jetty.io.ssl.SslConnection$SslEndPoint";
    private static final int NO_ERROR = 0; // RFC 9113 §7 and, for a request cut short after its answer, §8.1
    private static final int CANCEL = 8;
    private static final long SENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Override
    public void breakOff(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object coreRequest = Reach.call(request, "getRequest");
        Object connection = connectionOf(coreRequest);
        if (Reach.is(connection, HTTP1)) {
            resetConnection(connection);
        } else {
            resetStream(connection, coreRequest, CANCEL, idle);
        }
    }

    @Override
    public void hangUp(ServletRequest request, boolean idle) throws ReflectiveOperationException, IOException {
        Object coreRequest = Reach.call(request, "getRequest");
        Object connection = connectionOf(coreRequest);
        if (Reach.is(connection, HTTP1)) {
            Sockets.hangUp(Reach.call(networkOf(connection), "getTransport"));
        } else {
            resetStream(connection, coreRequest, NO_ERROR, idle);
        }
    }

    @Override
    public boolean completesAfterBreak(ServletRequest request) {
        return true;
    }

    @Override
    public boolean isFinished(ServletResponse response) throws ReflectiveOperationException {
        return (boolean) Reach.call(Reach.call(response, "getResponse"), "hasLastWrite");
    }

    /** What wraps an end point has another one, or itself, for its transport; the network's has the channel. */
    @Override
    public Object socketOf(ServletRequest request) throws ReflectiveOperationException {
        Object transport = Reach.call(connectionOf(Reach.call(request, "getRequest")), "getEndPoint");
        while (!(transport instanceof Channel)) {
            transport = Reach.call(transport, "getTransport");
        }
        return transport;
    }

    private static Object connectionOf(Object request) throws ReflectiveOperationException {
        return Reach.call(Reach.call(request, "getConnectionMetaData"), "getConnection");
    }

    private static Object networkOf(Object connection) throws ReflectiveOperationException {
        Object endPoint = Reach.call(connection, "getEndPoint");
        while (Reach.is(endPoint, TLS)) {
            endPoint = Reach.call(endPoint, "unwrap");
        }
        return endPoint;
    }

    private static void resetConnection(Object connection) throws ReflectiveOperationException, IOException {
        Object endPoint = networkOf(connection);
        if (Reach.callForNullable(endPoint, "getTransport") instanceof NetworkChannel channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        Reach.callForNullable(endPoint, "close", new IOException("Request timeout"));
    }

    /** Waits until a reset, and so all that was to be sent before it, is sent or has failed; returns whether it has. */
    private static boolean awaitSent(@Nullable Object sent) {
        if (!(sent instanceof Future<?> future)) {
            return true; // the stream was reset before
        }
        long end = System.nanoTime() + SENT_NANOS;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | CancellationException e) {
                    return true;
                } catch (TimeoutException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Resets the stream, and tells the request of the failure once that is sent. A writer that is told gives up its buffer,
     * from which another thread may just be sending: the next request that is given the buffer would shorten the frame, or
     * have its own bytes sent to this client. So where the client takes nothing more, its connection is reset first.
     */
    private static void resetStream(Object connection, Object request, int error, boolean idle)
            throws ReflectiveOperationException, IOException {
        int id = Integer.parseInt((String) Reach.call(request, "getId"));
        Object stream = Reach.callForNullable(Reach.call(connection, "getSession"), "getStream", id);
        if (stream == null) {
            return; // over in both directions already
        }
        Object sent = Reach.callForNullable(stream, "reset", Reach.make(connection, RESET_FRAME, id, error));
        if (!idle) { // an asynchronous request would take it for an error of its own, and miss onComplete
            if (!awaitSent(sent)) {
                resetConnection(connection);
            }
            Object noCallback = Reach.constant(connection, "org.eclipse.jetty.util.Callback", "NOOP");
            Reach.callForNullable(
                    connection, "onStreamFailure", stream, new IOException("Request timeout"), noCallback);
        }
    }
}
