package dev.curfew.it.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends each request on an idle connection, or on a new one; a connection is reused after a whole response. */
final class Http1Client implements Client {

    private final int port;
    private final ClientOptions options;
    private final AtomicInteger opened = new AtomicInteger();
    private final Queue<RawHttp1> idle = new ConcurrentLinkedDeque<>();
    private final Set<RawHttp1> busy = ConcurrentHashMap.newKeySet();

    Http1Client(int port, ClientOptions options) {
        this.port = port;
        this.options = options;
    }

    @Override
    public Exchange send(RequestSpec request) {
        RawHttp1 connection = idle.poll();
        if (connection == null) {
            connection = RawHttp1.open(port, options);
            opened.incrementAndGet();
        }
        busy.add(connection);
        Http1Exchange exchange = new Http1Exchange(this, connection, request);
        exchange.start(head(request));
        return exchange;
    }

    private byte[] head(RequestSpec request) {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        head.append("host: localhost:").append(port).append("\r\n");
        for (Map.Entry<String, String> header : request.headers()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        if (request.body() != null) {
            head.append("content-length: ").append(request.body().length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int connections() {
        return opened.get();
    }

    void finished(RawHttp1 connection, boolean reusable) {
        if (busy.remove(connection)) {
            if (reusable) {
                idle.add(connection);
            } else {
                connection.abort();
            }
        }
    }

    Executor threads() {
        return ClientThreads.EXECUTOR;
    }

    @Override
    public void close() {
        busy.forEach(RawHttp1::abort);
        for (RawHttp1 connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }
}
