package dev.curfew.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * What a request costs a whole server: the CPU time of its process, in which there is no client. The same servlet stands
 * behind no filter, one that does nothing, and Curfew's; requests go to each of them in turns, in blocks so short that
 * what slows the machine down slows all of them down, and each time in another order. Arguments: bytes of an answer,
 * blocks, requests in each block.
 */
final class ServedRequest {

    private static final int WARM_UP_REQUESTS = 16_000;
    private static final int WARM_UP_BLOCKS = 8;
    private static final double NANOS_PER_MICRO = 1e3;

    private final ClientProcess client;
    private final int requests;
    private final Map<Filters, Cost> costs = new EnumMap<>(Filters.class);
    private final ThreadTimes times;

    /** Of a request behind one filter, in each block. */
    private static final class Cost {

        private final List<Double> cpuMicros = new ArrayList<>();
        private final List<Double> wallMicros = new ArrayList<>();

        /** Not the mean: what disturbs a block is no filter's. */
        private static double median(List<Double> blocks) {
            return Percentiles.of(
                    blocks.stream().mapToDouble(Double::doubleValue).toArray(), 50);
        }
    }

    private ServedRequest(ClientProcess client, int requests) throws IOException {
        this.client = client;
        this.requests = requests - requests % LoadClient.CONNECTIONS;
        this.times = new ThreadTimes();
        for (Filters each : Filters.values()) {
            costs.put(each, new Cost());
        }
    }

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        FixedAnswer servlet = new FixedAnswer(1);
        int blocks = Integer.parseInt(arguments[1]);
        int requests = Integer.parseInt(arguments[2]);
        try (TomcatServer server = new TomcatServer(ServerThreads.FEW, Filters.byPattern(), servlet);
                ClientProcess client = new ClientProcess(LoadClient.class, server.port())) {
            new ServedRequest(client, WARM_UP_REQUESTS)
                    .blocks(WARM_UP_BLOCKS); // short ones: what a request runs is compiled
            servlet.answer(Integer.parseInt(arguments[0]));
            new ServedRequest(client, requests).blocks(WARM_UP_BLOCKS);
            System.gc();
            ServedRequest measured = new ServedRequest(client, requests);
            measured.blocks(blocks);
            measured.print();
        }
        System.exit(0); // Curfew's watchdog outlives its filter
    }

    private void blocks(int count) throws IOException {
        List<Filters> order = new ArrayList<>(List.of(Filters.values()));
        for (int block = 0; block < count; block++) {
            for (Filters each : order) {
                block(each);
            }
            Collections.rotate(order, 1);
        }
    }

    private void block(Filters filter) throws IOException {
        Cost cost = costs.get(filter);
        times.sinceLast();
        client.begin(filter.path() + " " + requests);
        cost.wallMicros.add(Long.parseLong(client.answers().get(0)) / NANOS_PER_MICRO / requests);
        cost.cpuMicros.add(times.sinceLast() / NANOS_PER_MICRO / requests);
    }

    private void print() {
        costs.forEach((filter, cost) -> {
            OwnJvm.print(filter.word() + ".cpuMicros", Cost.median(cost.cpuMicros));
            OwnJvm.print(filter.word() + ".wallMicros", Cost.median(cost.wallMicros));
        });
    }
}
