package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * What is kept of a million requests that have completed, begun and ended by four threads that live on. The same threads
 * have done a tenth of it before, so that what a timekeeper keeps once is not counted. Takes the rival.
 */
final class Retained {

    private static final int THREADS = 4;
    private static final int WARM_UP = 100_000;
    private static final int COUNT = 1_000_000;
    private static final long HOUSEKEEPING_MILLIS = 2000;

    private static final RequestTimeout timeout = RequestTimeout.anHour();

    private final Timekeeper<Object> keeper;
    private final CyclicBarrier turn = new CyclicBarrier(THREADS + 1);

    private Retained(Timekeeper<Object> keeper) {
        this.keeper = keeper;
    }

    /** Runs in a JVM of its own. */
    public static void main(String[] arguments) throws Exception {
        try (Timekeeper<Object> keeper = Rival.of(arguments[0]).open(Expiry.NEVER)) {
            Retained retained = new Retained(keeper);
            retained.start();
            retained.turn.await();
            retained.turn.await();
            liveBytes(); // loads what counts
            long before = liveBytes();
            retained.turn.await();
            retained.turn.await();
            OwnJvm.print("bytes", liveBytes() - before);
        }
    }

    private void start() {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::work);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void work() {
        try {
            turn.await();
            requests(WARM_UP / THREADS);
            turn.await();
            turn.await();
            requests(COUNT / THREADS);
            turn.await();
            Thread.sleep(Long.MAX_VALUE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void requests(int count) {
        for (int i = 0; i < count; i++) {
            keeper.end(keeper.begin(RequestDescription.of("GET", "/orders/42"), timeout));
        }
    }

    /** All live objects of the heap, one by one: what a collector calls used is rounded to buffers of threads. */
    private static long liveBytes() throws Exception {
        Thread.sleep(HOUSEKEEPING_MILLIS); // a timekeeper may remove in bunches what was cancelled
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher total = Pattern.compile("Total\\s+\\d+\\s+(\\d+)").matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("no total in: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }
}
