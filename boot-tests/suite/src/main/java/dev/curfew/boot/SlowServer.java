package dev.curfew.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server that an app calls: it hangs, drips and redirects from {@code localhost} to {@code 127.0.0.1}. */
final class SlowServer implements AutoCloseable {

    private static final int DRIPS = 50;
    private static final long DRIP_MILLIS = 200;

    /** Longer than any test waits: a connection that is not given back is missed. */
    private static final long HANG_MILLIS = 60_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What it saw of each request: its path, and what it was told. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    SlowServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String told = exchange.getRequestHeaders().getFirst("X-Request-Deadline");
        seen.add(path + (told == null ? "" : " told"));
        exchange.getRequestBody().readAllBytes();
        try (exchange) {
            switch (path) {
                case "/hang" -> pause(HANG_MILLIS);
                case "/drip" -> drip(exchange);
                case "/moved" -> {
                    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/ok");
                    exchange.sendResponseHeaders(302, -1);
                }
                default -> {
                    if (path.equals("/slow")) {
                        pause(1_000);
                    }
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write(new byte[] {'o', 'k'});
                }
            }
        }
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
