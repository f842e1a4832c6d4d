package dev.curfew.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Who has used how much CPU time up to a moment: this process, its client, the whole machine. What is left says how much
 * a measurement was disturbed.
 */
record CpuTimes(long atNanos, long ownNanos, long clientNanos, long machineNanos) {

    private static final long TICK_NANOS = 10_000_000; // USER_HZ is 100 on all that JDKs run on

    static CpuTimes now(ClientProcess client) throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new CpuTimes(
                System.nanoTime(),
                system.getProcessCpuTime(),
                client.handle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos(),
                readMachineNanos());
    }

    /** From the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Elsewhere unknown. */
    private static long readMachineNanos() throws IOException {
        Path stat = Path.of("/proc/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String[] words = Files.readAllLines(stat).get(0).trim().split("\\s+");
        long ticks = 0;
        for (int i = 1; i <= 8; i++) {
            ticks += i == 4 || i == 5 ? 0 : Long.parseLong(words[i]);
        }
        return ticks * TICK_NANOS;
    }

    /** How many cores others have used since then. */
    double foreignCoresSince(CpuTimes then) {
        long ours = ownNanos - then.ownNanos + clientNanos - then.clientNanos;
        return Math.max(0, (double) (machineNanos - then.machineNanos - ours) / (atNanos - then.atNanos));
    }

    double ownMillisSince(CpuTimes then) {
        return (ownNanos - then.ownNanos) / 1e6;
    }

    double clientMillisSince(CpuTimes then) {
        return (clientNanos - then.clientNanos) / 1e6;
    }
}
