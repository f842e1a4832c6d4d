package dev.curfew.it.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection, by prior knowledge or by ALPN, that shows resets, GOAWAY and flow control as they are. Each
 * request is a stream; the connection is never replaced, and sending on a dead one gives CONNECTION_CLOSED.
 */
public final class RawHttp2 implements Client {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Map<Integer, Http2Stream> streams = new ConcurrentHashMap<>();
    private final SendWindow window = new SendWindow(65_535);
    private final ClientSocket connection;
    private final ClientOptions options;
    private final ReceiveWindow received;
    private final OutputStream out;
    private final Http2Reader reader;
    private final int port;
    private int nextId = 1;

    private RawHttp2(ClientSocket connection, int port, ClientOptions options) throws IOException {
        this.connection = connection;
        this.port = port;
        this.options = options;
        this.received = new ReceiveWindow(65_535, options.connectionWindowUpdates());
        this.out = connection.socket().getOutputStream();
        this.reader = new Http2Reader(
                this,
                new DataInputStream(new BufferedInputStream(connection.socket().getInputStream())));
    }

    /** Connects to the loopback interface and exchanges SETTINGS. */
    public static RawHttp2 open(int port, ClientOptions options) {
        try {
            RawHttp2 client = new RawHttp2(ClientSocket.open(port, options, "h2"), port, options);
            client.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start() throws IOException {
        out.write(PREFACE);
        byte[] settings = new byte[] {0, ENABLE_PUSH, 0, 0, 0, 0, 0, INITIAL_WINDOW_SIZE, 0, 0, 0, 0};
        ByteBuffer.wrap(settings).putInt(8, options.initialWindow());
        write(new Http2Frame(Http2Frame.SETTINGS, 0, 0, settings));
        ClientThreads.EXECUTOR.execute(reader);
        if (!reader.awaitSettings(Duration.ofSeconds(5))) {
            connection.abort();
            throw new IOException("no SETTINGS within 5s: the server speaks no HTTP/2 here");
        }
        settle();
    }

    /** Tomcat now and then takes the first streams of a connection out of order, if they follow at once. */
    private void settle() {
        if (options.ping()) {
            ping(Duration.ofSeconds(10));
        }
    }

    @Override
    public Exchange send(RequestSpec request) {
        boolean more = request.body() != null && request.body().length > 0;
        Http2Stream stream;
        synchronized (this) { // ids must ascend on the wire
            stream = new Http2Stream(this, nextId, request, reader.initialSendWindow());
            nextId += 2;
            streams.put(stream.id(), stream);
            int flags = Http2Frame.END_HEADERS | (more ? 0 : Http2Frame.END_STREAM);
            write(new Http2Frame(Http2Frame.HEADERS, flags, stream.id(), headerBlock(request)));
            stream.opened();
            if (stream.id() == 1) {
                settle();
            }
        }
        if (reader.hasEnded()) {
            stream.onConnectionClosed(-1);
        } else if (more && request.sendNow() > 0) {
            ClientThreads.EXECUTOR.execute(() -> sendData(stream, request.body(), 0, request.sendNow()));
        }
        return stream;
    }

    private byte[] headerBlock(RequestSpec request) {
        HpackLiterals block = new HpackLiterals()
                .add(":method", request.method())
                .add(":scheme", options.tls() ? "https" : "http")
                .add(":authority", "localhost:" + port)
                .add(":path", request.path());
        request.headers().forEach(h -> block.add(h.getKey(), h.getValue()));
        if (request.body() != null) {
            block.add("content-length", Integer.toString(request.body().length));
        }
        return block.bytes();
    }

    /** Sends this part of the body as the server's windows allow; END_STREAM follows the last byte. */
    void sendData(Http2Stream stream, byte[] body, int from, int to) {
        try {
            int at = from;
            while (at < to) {
                int mine = stream.window().take(Math.min(to - at, reader.maxFrameSize()));
                int granted = mine == 0 ? 0 : window.take(mine);
                stream.window().add(mine - granted);
                if (granted == 0) {
                    return;
                }
                byte[] part = Arrays.copyOfRange(body, at, at + granted);
                at += granted;
                int flags = at == body.length ? Http2Frame.END_STREAM : 0;
                write(new Http2Frame(Http2Frame.DATA, flags, stream.id(), part));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a frame; a failure shows in the reader. */
    void write(Http2Frame frame) {
        try {
            synchronized (out) {
                out.write(frame.encoded());
                out.flush();
            }
        } catch (IOException e) {
            connection.abort();
        }
    }

    void reopenWindow(int streamId, int bytes) {
        write(Http2Frame.ofInts(Http2Frame.WINDOW_UPDATE, streamId, bytes));
    }

    void onConnectionData(int length) {
        int bytes = received.consume(length);
        if (bytes > 0) {
            reopenWindow(0, bytes);
        }
    }

    /** Keeps nothing of a stream on which neither side has more to say. */
    void forget(Http2Stream stream) {
        streams.remove(stream.id());
    }

    /** Whether a stream with this id has been opened. */
    synchronized boolean hasOpened(int streamId) {
        return streamId % 2 == 1 && streamId < nextId;
    }

    int initialWindow() {
        return options.initialWindow();
    }

    Map<Integer, Http2Stream> streams() {
        return streams;
    }

    SendWindow window() {
        return window;
    }

    /** Whether the server answers a PING within the time: the connection lives. */
    public boolean ping(Duration timeout) {
        CountDownLatch pong = reader.expectPong();
        if (reader.hasEnded()) {
            return false;
        }
        write(new Http2Frame(Http2Frame.PING, 0, 0, new byte[8]));
        try {
            return pong.await(timeout.toNanos(), TimeUnit.NANOSECONDS) && !reader.hasEnded();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes nothing more from the connection, until {@link #resumeReading}; once. */
    public void pauseReading() {
        reader.pause();
    }

    /** Goes on after {@link #pauseReading}. */
    public void resumeReading() {
        reader.resume();
    }

    /** What the server wrote into its GOAWAY for humans, or an empty string. */
    public String goAwayText() {
        return reader.goAwayText();
    }

    /** The error code of the server's GOAWAY, or -1. */
    public long goAwayCode() {
        return reader.goAwayCode();
    }

    /** What the server sent against the protocol: frames on a stream that it had ended or reset itself. */
    public List<String> violations() {
        return reader.violations();
    }

    @Override
    public int connections() {
        return 1;
    }

    @Override
    public void close() {
        connection.abort();
    }
}
