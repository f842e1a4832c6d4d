package dev.curfew.it.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackException;

/** Reads all frames of one connection, on one thread, and hands them to the streams. */
final class Http2Reader implements Runnable {

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;

    private final HPackDecoder hpack = new HPackDecoder(4096, StandardCharsets.ISO_8859_1);
    private final ByteArrayOutputStream headerBlock = new ByteArrayOutputStream();
    private final CountDownLatch settings = new CountDownLatch(1);
    private final List<CountDownLatch> pongs = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Semaphore reading = new Semaphore(1);
    private final RawHttp2 connection;
    private final DataInputStream in;
    private boolean headersEndStream;
    private volatile int initialSendWindow = 65_535;
    private volatile int maxFrameSize = 16_384;
    private volatile long goAwayCode = -1;
    private volatile String goAwayText = "";
    private volatile boolean ended;

    Http2Reader(RawHttp2 connection, DataInputStream in) {
        this.connection = connection;
        this.in = in;
    }

    @Override
    public void run() {
        try {
            while (true) {
                reading.acquireUninterruptibly();
                reading.release();
                onFrame(Http2Frame.read(in));
            }
        } catch (IOException e) {
            end();
        } catch (RuntimeException | HPackException e) {
            violations.add("unreadable: " + e);
            end();
        }
    }

    /** Reads nothing more after the next frame. */
    void pause() {
        reading.acquireUninterruptibly();
    }

    /** Goes on. */
    void resume() {
        reading.release();
    }

    private void end() {
        ended = true;
        connection.window().close();
        connection.streams().values().forEach(s -> s.onConnectionClosed(goAwayCode));
        pongs.forEach(CountDownLatch::countDown);
        settings.countDown();
    }

    private void onFrame(Http2Frame frame) throws HPackException {
        switch (frame.type()) {
            case Http2Frame.DATA -> onData(frame);
            case Http2Frame.HEADERS -> onHeaders(frame);
            case Http2Frame.CONTINUATION -> onHeaderBlock(frame, frame.content());
            case Http2Frame.RST_STREAM -> onReset(frame);
            case Http2Frame.SETTINGS -> onSettings(frame);
            case Http2Frame.PING -> onPing(frame);
            case Http2Frame.GOAWAY -> onGoAway(frame);
            case Http2Frame.WINDOW_UPDATE -> onWindowUpdate(frame);
            case Http2Frame.PUSH_PROMISE -> violations.add("PUSH_PROMISE though push is off");
            default -> {} // RFC 9113 §4.1: unknown types are ignored
        }
    }

    private void onData(Http2Frame frame) {
        int length = frame.payload().length;
        connection.onConnectionData(length);
        Http2Stream stream = openStream(frame, "DATA");
        if (stream != null) {
            stream.onData(frame.content(), length, frame.has(Http2Frame.END_STREAM));
        }
    }

    private void onHeaders(Http2Frame frame) throws HPackException {
        headersEndStream = frame.has(Http2Frame.END_STREAM);
        onHeaderBlock(frame, frame.content());
    }

    private void onHeaderBlock(Http2Frame frame, ByteBuffer part) throws HPackException {
        headerBlock.write(part.array(), part.position(), part.remaining());
        if (!frame.has(Http2Frame.END_HEADERS)) {
            return;
        }
        List<Header> fields = hpack.decodeHeaders(ByteBuffer.wrap(headerBlock.toByteArray()));
        headerBlock.reset();
        Http2Stream stream = openStream(frame, "HEADERS");
        if (stream != null) {
            stream.onHeaders(fields, headersEndStream);
        }
    }

    private Http2Stream openStream(Http2Frame frame, String what) {
        Http2Stream stream = connection.streams().get(frame.streamId());
        if (stream != null && (!stream.serverIsDone() || stream.cancelled())) {
            return stream;
        }
        String state = stream != null || connection.hasOpened(frame.streamId()) ? "ended" : "unknown";
        violations.add(what + " on " + state + " stream " + frame.streamId());
        return null;
    }

    private void onReset(Http2Frame frame) {
        Http2Stream stream = connection.streams().get(frame.streamId());
        if (stream != null) {
            stream.onReset(frame.intAt(0) & 0xffffffffL);
        }
    }

    private void onSettings(Http2Frame frame) {
        if (frame.has(Http2Frame.ACK)) {
            return;
        }
        ByteBuffer payload = ByteBuffer.wrap(frame.payload());
        while (payload.hasRemaining()) {
            onSetting(payload.getShort(), payload.getInt());
        }
        connection.write(new Http2Frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0, new byte[0]));
        settings.countDown();
    }

    private void onSetting(int id, int value) {
        if (id == INITIAL_WINDOW_SIZE) {
            long change = (long) value - initialSendWindow;
            initialSendWindow = value;
            connection.streams().values().forEach(s -> s.window().add(change));
        } else if (id == MAX_FRAME_SIZE) {
            maxFrameSize = value;
        }
    }

    private void onPing(Http2Frame frame) {
        if (frame.has(Http2Frame.ACK)) {
            pongs.forEach(CountDownLatch::countDown);
        } else {
            connection.write(new Http2Frame(Http2Frame.PING, Http2Frame.ACK, 0, frame.payload()));
        }
    }

    private void onGoAway(Http2Frame frame) {
        int lastStream = frame.intAt(0) & 0x7fffffff;
        goAwayCode = frame.intAt(4) & 0xffffffffL;
        goAwayText = new String(frame.payload(), 8, frame.payload().length - 8, StandardCharsets.UTF_8);
        connection.streams().values().stream()
                .filter(s -> s.id() > lastStream)
                .forEach(s -> s.onConnectionClosed(goAwayCode));
    }

    private void onWindowUpdate(Http2Frame frame) {
        int bytes = frame.intAt(0) & 0x7fffffff;
        Http2Stream stream = connection.streams().get(frame.streamId());
        if (frame.streamId() == 0) {
            connection.window().add(bytes);
        } else if (stream != null) {
            stream.window().add(bytes);
        }
    }

    boolean awaitSettings(Duration timeout) {
        try {
            return settings.await(timeout.toNanos(), TimeUnit.NANOSECONDS) && !ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    CountDownLatch expectPong() {
        CountDownLatch pong = new CountDownLatch(1);
        pongs.add(pong);
        return pong;
    }

    boolean hasEnded() {
        return ended;
    }

    int initialSendWindow() {
        return initialSendWindow;
    }

    int maxFrameSize() {
        return maxFrameSize;
    }

    long goAwayCode() {
        return goAwayCode;
    }

    String goAwayText() {
        return goAwayText;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
