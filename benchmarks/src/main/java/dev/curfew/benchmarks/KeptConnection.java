package dev.curfew.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A kept-alive connection on which the same request is sent again and again. Used by one thread at a time. */
final class KeptConnection implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final byte[] LENGTH = "\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private byte[] request = {};
    private int filled;

    KeptConnection(InetSocketAddress server) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(server);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** The path that is asked for from now on. */
    void ask(String path) {
        request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends the request and reads all of its answer, which must say its length.
     *
     * @throws IOException if it was not a 200
     */
    void exchange() throws IOException {
        out.write(request);
        filled = 0;
        int head = -1;
        while (head < 0) {
            fill();
            head = indexOf(END, 0);
        }
        if (buffer["HTTP/1.1 ".length()] != '2') {
            throw new IOException(new String(buffer, 0, filled, StandardCharsets.ISO_8859_1));
        }
        long left = head + END.length + contentLength() - filled;
        while (left > 0) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException("in the middle of an answer");
            }
            left -= read;
        }
    }

    private void fill() throws IOException {
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("in place of an answer");
        }
        filled += read;
    }

    private long contentLength() throws IOException {
        int at = indexOf(LENGTH, 0);
        if (at < 0) {
            throw new IOException("no Content-Length: " + new String(buffer, 0, filled, StandardCharsets.ISO_8859_1));
        }
        long length = 0;
        for (int i = at + LENGTH.length; buffer[i] != '\r'; i++) {
            length = 10 * length + buffer[i] - '0';
        }
        return length;
    }

    private int indexOf(byte[] sought, int from) {
        for (int i = from; i <= filled - sought.length; i++) {
            int j = 0;
            while (j < sought.length && buffer[i + j] == sought[j]) {
                j++;
            }
            if (j == sought.length) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
