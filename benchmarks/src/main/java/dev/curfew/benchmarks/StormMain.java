package dev.curfew.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** Measures a {@link Storm}; arguments: threads, requests, the time over which their deadlines are spread. */
final class StormMain {

    private static final int OTHER_DESCRIPTORS = 500;

    private StormMain() {}

    public static void main(String[] arguments) throws Exception {
        int requests = Integer.parseInt(arguments[1]);
        checkDescriptors(requests + OTHER_DESCRIPTORS);
        try (Storm storm = new Storm(ServerThreads.of(arguments[0]), Long.parseLong(arguments[2]))) {
            for (Map.Entry<String, Double> value : storm.measure(requests).entrySet()) {
                OwnJvm.print(value.getKey(), value.getValue());
            }
        }
        System.exit(0);
    }

    private static void checkDescriptors(int needed) {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long most = system.getMaxFileDescriptorCount();
        if (most < needed) {
            throw new IllegalStateException(
                    "open files: " + most + " (expected: >= " + needed + "; raise it with ulimit -n)");
        }
    }
}
