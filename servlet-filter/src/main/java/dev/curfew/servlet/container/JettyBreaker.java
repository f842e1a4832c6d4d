package dev.curfew.servlet.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breaks off on Jetty 12.1, ee10 and ee11.
 *
 * <p>HTTP/1: closing the network end point with a failure fails whatever is blocked in it; below TLS, so that no
 * {@code close_notify} vouches for the bytes so far, and with linger 0, so that the client sees a reset. HTTP/2: the
 * stream is reset, and its failure is told to the request as well, since a reset of our own frees writers only. Failing the request's callback or channel instead waits for the handler.
 */
final class JettyBreaker implements ConnectionBreaker {
    private static final Logger log = LoggerFactory.getLogger(JettyBreaker.class);
    private static final String RESET_FRAME = "org.eclipse.jetty.http2.frames.ResetFrame";
    private static final String HTTP1 = "org.eclipse.jetty.server.internal.HttpConnection";
    private static final String TLS = "org.eclipse.jetty.io.ssl.SslConnection$SslEndPoint";
    private static final int NO_ERROR = 0; // RFC 9113 §7 and, for a request cut short after its answer, §8.1
    private static final int CANCEL = 8;

    @Override
    public boolean breakOff(HttpServletRequest rawRequest, HttpServletResponse rawResponse, boolean async) {
        try {
            Object request = Reach.call(ConnectionBreaker.unwrap(rawRequest), "getRequest");
            Object connection = connectionOf(request);
            if (Reach.is(connection, HTTP1)) {
                resetConnection(connection);
            } else {
                resetStream(connection, request, CANCEL, async);
            }
            return true;
        } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
            log.debug("Could not break a Jetty response off", e);
            return false;
        }
    }

    @Override
    public boolean hangUp(HttpServletRequest rawRequest) {
        try {
            Object request = Reach.call(ConnectionBreaker.unwrap(rawRequest), "getRequest");
            Object connection = connectionOf(request);
            if (Reach.is(connection, HTTP1)) {
                Sockets.hangUp(Reach.call(networkOf(connection), "getTransport"));
            } else {
                resetStream(connection, request, NO_ERROR, rawRequest.isAsyncStarted());
            }
            return true;
        } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
            log.debug("Could not hang up a Jetty response", e);
            return false;
        }
    }

    @Override
    public boolean completesAfterBreak(HttpServletRequest rawRequest) {
        return true;
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
        if (Reach.call(endPoint, "getTransport") instanceof NetworkChannel channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        Reach.call(endPoint, "close", new IOException("Request timeout"));
    }

    private static void resetStream(Object connection, Object request, int error, boolean async)
            throws ReflectiveOperationException {
        int id = Integer.parseInt((String) Reach.call(request, "getId"));
        Object stream = Reach.call(Reach.call(connection, "getSession"), "getStream", id);
        if (stream == null) {
            return; // over in both directions already
        }
        Reach.call(stream, "reset", Reach.make(connection, RESET_FRAME, id, error));
        if (!async) { // an asynchronous request would take it for an error of its own, and miss onComplete
            Object noCallback = Reach.constant(connection, "org.eclipse.jetty.util.Callback", "NOOP");
            Reach.call(connection, "onStreamFailure", stream, new IOException("Request timeout"), noCallback);
        }
    }
}
