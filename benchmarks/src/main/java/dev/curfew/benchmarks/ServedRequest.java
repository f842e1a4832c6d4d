package dev.curfew.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.slf4j.LoggerFactory;

/**
 * What a request costs a whole server: the CPU time of its process, in which there is no client, over a fixed number of
 * requests. Arguments: the filter, bytes of an answer, requests to warm up with, requests to measure.
 */
final class ServedRequest {

    private static final double NANOS_PER_MICRO = 1e3;

    private ServedRequest() {}

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        Filters filters = Filters.of(arguments[0]);
        FixedAnswer servlet = new FixedAnswer(Integer.parseInt(arguments[1]));
        int warmUp = wholeRounds(Integer.parseInt(arguments[2]));
        int requests = wholeRounds(Integer.parseInt(arguments[3]));
        try (TomcatServer server = new TomcatServer(ServerThreads.FEW, filters.filters(), servlet);
                ClientProcess client = new ClientProcess(LoadClient.class, server.port())) {
            wallNanos(client, warmUp);
            System.gc();
            long before = cpuNanos();
            long wallNanos = wallNanos(client, requests);
            OwnJvm.print("cpuMicros", (cpuNanos() - before) / NANOS_PER_MICRO / requests);
            OwnJvm.print("wallMicros", wallNanos / NANOS_PER_MICRO / requests);
        }
        System.exit(0); // Curfew's watchdog outlives its filter
    }

    private static int wholeRounds(int requests) {
        return requests - requests % LoadClient.CONNECTIONS;
    }

    private static long wallNanos(ClientProcess client, int requests) throws IOException {
        client.begin(Integer.toString(requests));
        return Long.parseLong(client.answers().get(0));
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
