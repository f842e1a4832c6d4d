package dev.curfew.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A connection with one request that is held until its deadline. */
final class HeldConnection {

    private static final int MOST_BYTES = 2048;

    /** The whole of Curfew's default answer under HTTP/1.1, but for the date and the request's id. */
    private static final Pattern TIMEOUT_ANSWER = Pattern.compile("HTTP/1\\.1 503 \r\n"
            + "Cache-Control: no-store\r\n"
            + "Connection: close\r\n"
            + "Content-Type: application/problem\\+json\r\n"
            + "Content-Length: \\d+\r\n"
            + "Date: [^\r]+\r\n"
            + "\r\n"
            + "\\{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
            + "\"detail\":\"The request did not complete within its timeout\\.\",\"requestId\":\"[^\"]+\"}");

    private final int number;
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(MOST_BYTES);
    private int length = Integer.MAX_VALUE; // of the whole answer, once its head is there
    private long wholeNanos;

    HeldConnection(int number, InetSocketAddress server) throws IOException {
        this.number = number;
        channel = SocketChannel.open(server);
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    void send() throws IOException {
        String request = "GET /held/" + number + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) { // the send buffer of a new connection has room for it
            channel.write(bytes);
        }
    }

    /** Reads what is there; returns whether that was all: up to the end of the connection, unless it is kept alive. */
    boolean read() {
        int read;
        try {
            read = channel.read(received);
        } catch (IOException e) {
            read = -1; // a reset; what came before it is judged
        }
        long now = System.nanoTime();
        if (wholeNanos == 0 && received.position() >= length()) {
            wholeNanos = now;
        }
        boolean keptAlive = wholeNanos != 0 && !text().contains("Connection: close");
        return read < 0 || !received.hasRemaining() || keptAlive;
    }

    private int length() {
        if (length == Integer.MAX_VALUE) {
            String head = text();
            int end = head.indexOf("\r\n\r\n");
            int field = head.indexOf("Content-Length: ");
            if (end >= 0 && field >= 0) {
                int value = field + "Content-Length: ".length();
                length = end + 4 + Integer.parseInt(head.substring(value, head.indexOf('\r', value)));
            }
        }
        return length;
    }

    private String text() {
        return new String(received.array(), 0, received.position(), StandardCharsets.ISO_8859_1);
    }

    /** What came of the request. */
    HeldAnswer answer() {
        boolean exact =
                received.position() == length && TIMEOUT_ANSWER.matcher(text()).matches();
        return new HeldAnswer(number, wholeNanos, exact);
    }
}
