package dev.curfew.it.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** One request on a connection of its own for as long as it lasts. Reading and writing do not wait for each other. */
final class Http1Exchange implements Exchange {

    /** Far above the patience of any test, so that no thread outlives the JVM's tests. */
    private static final Duration QUIET = Duration.ofSeconds(120);

    private static final int NEVER_BLOCKS = 16_384;

    private final IncomingResponse response = new IncomingResponse();
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final Http1Client client;
    private final RawHttp1 connection;
    private final RequestSpec request;
    private volatile boolean fullySent;
    private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);

    Http1Exchange(Http1Client client, RawHttp1 connection, RequestSpec request) {
        this.client = client;
        this.connection = connection;
        this.request = request;
    }

    void start(byte[] head) {
        if (request.reading()) {
            mayRead.countDown();
        }
        send(head, 0, request.sendNow(), !request.isPartial());
        client.threads().execute(this::read);
    }

    /** Sends behind whatever is still being sent. */
    private void send(byte[] head, int from, int to, boolean last) {
        sent = sent.thenRunAsync(() -> write(head, from, to, last), client.threads());
    }

    private void write(byte[] head, int from, int to, boolean last) {
        byte[] bytes = new byte[head.length + to - from];
        System.arraycopy(head, 0, bytes, 0, head.length);
        if (to > from) {
            System.arraycopy(request.body(), from, bytes, head.length, to - from);
        }
        try {
            fullySent = last && bytes.length <= NEVER_BLOCKS; // before the answer can be here
            connection.send(bytes);
            fullySent = last;
        } catch (IOException e) {
            fullySent = false; // The reader sees how the connection ended.
        }
    }

    private void read() {
        try {
            mayRead.await();
            Ending ending = connection.read(response, request.method(), QUIET);
            boolean keepAlive = !"close".equalsIgnoreCase(response.snapshot().header("connection"));
            client.finished(connection, ending == Ending.COMPLETE && fullySent && keepAlive);
            response.end(ending); // last, so that whoever sees the end can have the connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        send(new byte[0], request.sendNow(), request.body().length, true);
    }

    @Override
    public void resumeReading() {
        mayRead.countDown();
    }

    @Override
    public void cancel() {
        response.end(Ending.CANCELLED);
        connection.abort();
        mayRead.countDown();
    }
}
