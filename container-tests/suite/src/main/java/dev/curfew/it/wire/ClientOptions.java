package dev.curfew.it.wire;

/**
 * How a client connects.
 *
 * @param tls whether to encrypt; any certificate is trusted
 * @param receiveBuffer SO_RCVBUF, set before connecting; 0 leaves it to the system
 * @param initialWindow HTTP/2: how many bytes of a stream the server may send unasked
 * @param connectionWindowUpdates HTTP/2: whether the connection's window is reopened as data arrives
 * @param ping HTTP/2: whether to wait for the answer to a PING before the first request
 */
public record ClientOptions(
        boolean tls, int receiveBuffer, int initialWindow, boolean connectionWindowUpdates, boolean ping) {

    /** No encryption, the windows of RFC 9113. */
    public static ClientOptions defaults() {
        return new ClientOptions(false, 0, 65_535, true, true);
    }

    /** The same with or without encryption. */
    public ClientOptions withTls(boolean encrypted) {
        return new ClientOptions(encrypted, receiveBuffer, initialWindow, connectionWindowUpdates, ping);
    }

    /** The same with a receive buffer of about this size. */
    public ClientOptions withReceiveBuffer(int bytes) {
        return new ClientOptions(tls, bytes, initialWindow, connectionWindowUpdates, ping);
    }

    /** The same with another initial window for streams. */
    public ClientOptions withInitialWindow(int bytes) {
        return new ClientOptions(tls, receiveBuffer, bytes, connectionWindowUpdates, ping);
    }

    /** The same, but the connection's window is never reopened: all streams stall after 65,535 bytes. */
    public ClientOptions withoutConnectionWindowUpdates() {
        return new ClientOptions(tls, receiveBuffer, initialWindow, false, ping);
    }

    /** The same, but without the PING, which a scripted server may not know. */
    public ClientOptions withoutPing() {
        return new ClientOptions(tls, receiveBuffer, initialWindow, connectionWindowUpdates, false);
    }
}
