package dev.curfew.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** How much of the machine others used meanwhile, from Linux's accounts; not known elsewhere. */
final class ForeignLoad {

    /** The value that tells of it. */
    static final String VALUE = "foreignCores";

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on all machines that run a JDK

    private final double foreignAtBegin = foreignTicks();
    private final long began = System.nanoTime();

    /** In cores since this was made, or NaN where it is not known. */
    double cores() {
        double seconds = (System.nanoTime() - began) / 1e9;
        return Math.max((foreignTicks() - foreignAtBegin) / TICKS_PER_SECOND / seconds, 0);
    }

    /** Adds it to what was measured meanwhile, unless that tells of it already or it is not known. */
    void tellIn(Map<String, Double> values) {
        double cores = cores();
        if (!Double.isNaN(cores)) {
            values.putIfAbsent(VALUE, Numbers.round(cores));
        }
    }

    /** What all processes have used, less what this one and its ended children have. */
    private static double foreignTicks() {
        try {
            String all = Files.readAllLines(Path.of("/proc/stat")).get(0);
            String own = Files.readString(Path.of("/proc/self/stat"));
            // user, nice, system, idle, iowait, irq, softirq, steal
            double[] machine = numbers(all.substring(all.indexOf(' ')), 0, 8);
            double busy = Arrays.stream(machine).sum() - machine[3] - machine[4];
            // utime, stime, cutime, cstime; the name before may hold spaces
            return busy
                    - Arrays.stream(numbers(own.substring(own.lastIndexOf(')') + 2), 11, 4))
                            .sum();
        } catch (IOException | RuntimeException e) {
            return Double.NaN;
        }
    }

    private static double[] numbers(String line, int first, int count) {
        return Arrays.stream(line.strip().split("\\s+"))
                .skip(first)
                .limit(count)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
