package dev.curfew.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * How much processor time Curfew's clock thread itself takes while requests are in flight and nothing is due, and how
 * often it wakes up. Takes the number of requests, and for how many seconds to look.
 */
final class ClockIdle {

    private static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private ClockIdle() {}

    /** Runs in a JVM of its own. */
    public static void main(String[] arguments) throws InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        long millis = Long.parseLong(arguments[1]) * 1000;
        try (Timekeeper<Object> keeper = Rival.CURFEW.open(Expiry.NEVER)) {
            List<Object> standing = Standing.begin(keeper, count, RequestTimeout.anHour());
            System.gc();
            Thread.sleep(3000); // the clock has come to rest, and so has the compiler
            long clock = idOfClock();
            long wakeUps = threads.getThreadInfo(clock).getWaitedCount();
            long cpu = threads.getThreadCpuTime(clock);
            long start = System.nanoTime();
            Thread.sleep(millis);
            double passed = System.nanoTime() - start;
            OwnJvm.print("percentOfCore", (threads.getThreadCpuTime(clock) - cpu) / passed * 100);
            OwnJvm.print("wakeUps", threads.getThreadInfo(clock).getWaitedCount() - wakeUps);
            if (standing.size() != count) {
                throw new IllegalStateException("in flight: " + standing.size());
            }
        }
    }

    private static long idOfClock() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread.getThreadName().equals("curfew-clock"))
                .findAny()
                .orElseThrow()
                .getThreadId();
    }
}
