package dev.curfew.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that hangs, drips and redirects. It has two names, {@code localhost} and {@code 127.0.0.1}, so that one of them
 * can be configured and the other not.
 */
public final class LoopbackServer implements AutoCloseable {

    /** From one byte to the next. */
    public static final int DRIP_MILLIS = 200;

    private static final int DRIPS = 50;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** What the server saw of a request. */
    public record Seen(String path, String host, @Nullable String deadline) {}

    public LoopbackServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** The same under the other name. */
    public URI namedUri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Seen> seen() {
        return seen;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        seen.add(new Seen(
                path,
                exchange.getRequestHeaders().getFirst("Host"),
                exchange.getRequestHeaders().getFirst("X-Request-Deadline")));
        exchange.getRequestBody().readAllBytes();
        try (exchange) {
            switch (path) {
                case "/hang" -> pause((long) DRIPS * DRIP_MILLIS);
                case "/drip" -> drip(exchange);
                case "/slow", "/slower" -> {
                    pause(path.equals("/slow") ? 600 : 2_000);
                    answer(exchange, 200, "slow");
                }
                case "/moved" -> {
                    exchange.getResponseHeaders().set("Location", uri("/ok").toString());
                    answer(exchange, 302, "");
                }
                default -> answer(exchange, 200, "ok");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (int i = 0; i < DRIPS && !pause(DRIP_MILLIS); i++) {
            out.write('.');
            out.flush();
        }
    }

    /** Whether the server ends. */
    private boolean pause(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
