package dev.curfew.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Load in a closed loop: a few connections, each with a thread that sends a request when it has the answer to the one
 * before. Ordered {@code <path> <requests>} it shares so many among the connections, the same number for each, and says how
 * long that took.
 */
final class LoadClient {

    static final int CONNECTIONS = 8;

    private LoadClient() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        List<KeptConnection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new KeptConnection(server));
        }
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String path = order.substring(0, order.indexOf(' '));
            int each = Integer.parseInt(order.substring(path.length() + 1)) / CONNECTIONS;
            List<Thread> threads = new ArrayList<>();
            long start = System.nanoTime();
            for (KeptConnection connection : connections) {
                Thread thread = new Thread(() -> exchange(connection, path, each));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println(System.nanoTime() - start);
            System.out.println(ClientProcess.END);
        }
    }

    private static void exchange(KeptConnection connection, String path, int times) {
        try {
            connection.ask(path);
            for (int i = 0; i < times; i++) {
                connection.exchange();
            }
        } catch (IOException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // the server sees it: its client's last words are missing
            throw new UncheckedIOException(e);
        }
    }
}
