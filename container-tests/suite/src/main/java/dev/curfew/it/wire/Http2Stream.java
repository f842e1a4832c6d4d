package dev.curfew.it.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.Header;

/** One stream: what the server sends is told by the reader's thread, what the test wants goes to the connection. */
final class Http2Stream implements Exchange {

    private static final int CANCEL = 8;

    private final IncomingResponse response = new IncomingResponse();
    private final RawHttp2 connection;
    private final RequestSpec request;
    private final SendWindow window;
    private final int id;
    private final ReceiveWindow received;
    private boolean serverIsDone;

    Http2Stream(RawHttp2 connection, int id, RequestSpec request, long sendWindow) {
        this.connection = connection;
        this.id = id;
        this.request = request;
        this.window = new SendWindow(sendWindow);
        this.received = new ReceiveWindow(connection.initialWindow(), request.reading());
    }

    /** Once the server knows of the stream: a window too small for ordinary reading is opened. */
    void opened() {
        reopen(received.consume(0));
    }

    int id() {
        return id;
    }

    SendWindow window() {
        return window;
    }

    synchronized boolean serverIsDone() {
        return serverIsDone;
    }

    void onHeaders(List<Header> fields, boolean endStream) {
        response.firstByte();
        boolean trailers = response.status() >= 200;
        for (Header field : fields) {
            if (trailers) {
                response.trailer(field.getName(), field.getValue());
            } else {
                onField(field.getName(), field.getValue());
            }
        }
        endIf(endStream);
    }

    private void onField(String name, String value) {
        if (name.equals(":status")) {
            response.status(Integer.parseInt(value));
        } else if (response.status() >= 200) {
            response.header(name, value);
        }
    }

    void onData(ByteBuffer content, int flowControlled, boolean endStream) {
        response.firstByte();
        response.data(content.array(), content.position(), content.remaining());
        int bytes = received.consume(flowControlled);
        reopen(endStream ? 0 : bytes);
        endIf(endStream);
    }

    private void endIf(boolean endStream) {
        if (endStream) {
            serverDone();
            response.end(Ending.COMPLETE);
            forget();
        }
    }

    void onReset(long errorCode) {
        serverDone();
        window.close();
        response.end(Ending.RESET, errorCode);
        forget();
    }

    void onConnectionClosed(long errorCode) {
        serverDone();
        window.close();
        response.end(Ending.CONNECTION_CLOSED, errorCode);
    }

    /** Frames of the server may still follow a stream that was cancelled, and its window one whose body is being sent. */
    private void forget() {
        if (request.body() == null && !cancelled()) {
            connection.forget(this);
        }
    }

    private synchronized void serverDone() {
        serverIsDone = true;
    }

    private void reopen(int bytes) {
        if (bytes > 0 && !serverIsDone()) {
            connection.reopenWindow(id, bytes);
        }
    }

    @Override
    public Response await(Duration timeout) {
        return response.await(timeout);
    }

    @Override
    public boolean awaitFirstByte(Duration timeout) {
        return response.awaitFirstByte(timeout);
    }

    @Override
    public void sendRest() {
        ClientThreads.EXECUTOR.execute(
                () -> connection.sendData(this, request.body(), request.sendNow(), request.body().length));
    }

    @Override
    public void resumeReading() {
        reopen(received.open());
    }

    @Override
    public void cancel() {
        response.end(Ending.CANCELLED);
        window.close();
        connection.write(Http2Frame.ofInts(Http2Frame.RST_STREAM, id, CANCEL));
    }

    /** Whether this client gave up on the stream, so that late frames are nobody's fault. */
    boolean cancelled() {
        return response.snapshot().ending() == Ending.CANCELLED;
    }
}
