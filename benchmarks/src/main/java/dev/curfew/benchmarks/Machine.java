package dev.curfew.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the run was made on.
 *
 * @param cpu its model, as the operating system names it
 * @param load the load average at the begin; negative where it is not known
 */
record Machine(String cpu, int cores, double memoryGigabytes, String os, double load) {

    static Machine current() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                Numbers.round(system.getTotalMemorySize() / (double) (1 << 30)),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                Numbers.round(system.getSystemLoadAverage()));
    }

    private static String cpuModel() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown"; // only Linux has this file
        }
    }
}
