package dev.curfew.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The CPU time of all threads of this process but the one that asks and those that compile: they go on for minutes, with
 * more to do for what has more code. The JDK counts the process in steps of 10 ms, compilers and all; where Linux tells of
 * each thread in nanoseconds, this asks there.
 */
final class ThreadTimes {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Pattern COMPILES = Pattern.compile("C[12] Compiler.*", Pattern.DOTALL);
    private static final boolean EXACT = Files.isReadable(Path.of("/proc/self/schedstat"));

    private Map<String, Long> last;

    /** Begins to count, by the thread that asks from now on. */
    ThreadTimes() throws IOException {
        last = read();
    }

    /** In nanoseconds, since this was last called; what a thread did that has ended since then is lost. */
    long sinceLast() throws IOException {
        Map<String, Long> now = read();
        long sum = 0;
        for (Map.Entry<String, Long> thread : now.entrySet()) {
            sum += thread.getValue() - last.getOrDefault(thread.getKey(), 0L);
        }
        last = now;
        return sum;
    }

    private static Map<String, Long> read() throws IOException {
        if (!EXACT) {
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return Map.of("process", system.getProcessCpuTime());
        }
        String own = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
        Map<String, Long> times = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                String id = task.getFileName().toString();
                if (!id.equals(own)) {
                    read(id, times);
                }
            }
        }
        return times;
    }

    private static void read(String id, Map<String, Long> times) throws IOException {
        Path task = TASKS.resolve(id);
        try {
            if (COMPILES.matcher(Files.readString(task.resolve("comm"))).matches()) {
                return;
            }
            // nanoseconds on a processor, nanoseconds in its queue, time slices
            String line = Files.readString(task.resolve("schedstat"));
            times.put(id, Long.parseLong(line.substring(0, line.indexOf(' '))));
        } catch (NoSuchFileException e) {
            return; // it has ended
        }
    }
}
