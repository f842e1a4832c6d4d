package dev.curfew.it.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A socket to the loopback interface, plain or with TLS and one ALPN protocol.
 *
 * @param transport what the bytes travel over
 * @param socket what the client reads and writes: the same, or the TLS socket on top of it
 */
record ClientSocket(Socket transport, Socket socket) {

    private static final int CONNECT_MILLIS = 5_000;

    static ClientSocket open(int port, ClientOptions options, String alpn) throws IOException {
        Socket socket = new Socket();
        if (options.receiveBuffer() > 0) {
            socket.setReceiveBufferSize(options.receiveBuffer());
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        return new ClientSocket(socket, options.tls() ? encrypt(socket, port, alpn) : socket);
    }

    /** In order; TLS may wait for a writer that is blocked. */
    void close() {
        closeQuietly(socket);
    }

    /** At once, without a farewell of TLS. */
    void abort() {
        closeQuietly(transport);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The peer was faster.
        }
    }

    private static Socket encrypt(Socket plain, int port, String alpn) throws IOException {
        SSLSocket socket =
                (SSLSocket) trustingContext().getSocketFactory().createSocket(plain, "localhost", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {alpn});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(CONNECT_MILLIS);
        socket.startHandshake();
        socket.setSoTimeout(0);
        String chosen = socket.getApplicationProtocol();
        if (alpn.equals("h2") && !alpn.equals(chosen)) {
            socket.close();
            throw new IOException("ALPN: server chose '" + chosen + "' (expected: h2)");
        }
        return socket;
    }

    private static SSLContext trustingContext() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Accepts the self-signed certificate that the test made a second ago. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
