package dev.curfew.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The client of a storm: one thread with a selector for all connections, so that it does not become what is measured.
 * Ordered {@code <requests> <millis>} it opens a connection for each request, sends the requests evenly over that time,
 * and reads each connection until the server closes it. Answers a line for each request: when the whole answer was there,
 * and whether it was the timeout answer and nothing else; and one for each probe sent meanwhile.
 */
final class StormClient {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final InetSocketAddress server;
    private final Selector selector = Selector.open();
    private final List<HeldConnection> connections = new ArrayList<>();
    private int open;

    private StormClient(InetSocketAddress server) throws IOException {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            Probes probes = new Probes(server);
            List<HeldConnection> connections =
                    new StormClient(server).run(Integer.parseInt(words[0]), Long.parseLong(words[1]));
            StringBuilder answers = new StringBuilder();
            connections.forEach(each -> answers.append(each.answer().line()).append('\n'));
            probes.end().forEach(each -> answers.append(each.line()).append('\n'));
            System.out.print(answers.append(ClientProcess.END).append('\n'));
            System.out.flush();
        }
    }

    private List<HeldConnection> run(int requests, long millis) throws IOException {
        try (selector) {
            for (int i = 0; i < requests; i++) {
                HeldConnection connection = new HeldConnection(i, server);
                connection.channel().register(selector, SelectionKey.OP_READ, connection);
                connections.add(connection);
            }
            open = requests;
            long spreadNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            long start = System.nanoTime();
            int sent = 0;
            while (open > 0 && System.nanoTime() - start < PATIENCE_NANOS) {
                while (sent < requests && System.nanoTime() - start >= spreadNanos * sent / requests) {
                    connections.get(sent++).send();
                }
                read(sent < requests ? 1 : 100);
            }
        }
        for (HeldConnection each : connections) {
            each.channel().close();
        }
        return connections;
    }

    private void read(long patienceMillis) throws IOException {
        selector.select(
                key -> {
                    HeldConnection connection = (HeldConnection) key.attachment();
                    if (connection.read()) {
                        key.cancel();
                        open--;
                    }
                },
                patienceMillis);
    }
}
