package dev.curfew.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.curfew.RequestDescription;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A million requests in flight, each begun by a virtual thread of its own, which end in random order. A new virtual thread
 * begins its request, puts it in place of a random other one, and ends that one; then the thread ends. Its request
 * stays in flight, and keeps it in memory, until another thread replaces it.
 *
 * <p>The threads do not stay parked while their requests are in flight: to wake one up costs microseconds, and that is
 * the same with any timekeeper, so nothing could be told from the sum. What remains of a new virtual thread and of a
 * random cell in memory is measured by the same without a timekeeper, and told beside. Takes the rival or "none", and the
 * number of requests that are measured.
 */
final class Churn {

    private static final int IN_FLIGHT = 1_000_000;
    private static final int AT_A_TIME = 1000;
    private static final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final AtomicReferenceArray<@Nullable Object> inFlight = new AtomicReferenceArray<>(IN_FLIGHT);
    private final RequestTimeout timeout = RequestTimeout.anHour();
    private final @Nullable Timekeeper<Object> keeper;
    private final Method startVirtualThread;

    private Churn(@Nullable Timekeeper<Object> keeper) throws ReflectiveOperationException {
        this.keeper = keeper;
        startVirtualThread = Thread.class.getMethod("startVirtualThread", Runnable.class);
    }

    /** Runs in a JVM of its own. */
    public static void main(String[] arguments) throws Exception {
        String rival = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        Churn churn = new Churn(rival.equals("none") ? null : Rival.of(rival).open(Expiry.NEVER));
        for (int cell = 0; cell < IN_FLIGHT; cell += AT_A_TIME) {
            churn.requests(cell);
        }
        System.gc(); // a million is in flight: from here on they are replaced
        churn.run(count / 2);
        long cpu = system.getProcessCpuTime();
        long wall = System.nanoTime();
        churn.run(count);
        OwnJvm.print("wallNanos", (double) (System.nanoTime() - wall) / count);
        OwnJvm.print("cpuNanos", (double) (system.getProcessCpuTime() - cpu) / count);
        System.exit(0); // whatever else runs
    }

    private void run(int count) throws Exception {
        for (int done = 0; done < count; done += AT_A_TIME) {
            requests(-1);
        }
    }

    /** Begins some, in these cells or, if negative, in random ones. */
    private void requests(int firstCell) throws Exception {
        CountDownLatch ended = new CountDownLatch(AT_A_TIME);
        for (int i = 0; i < AT_A_TIME; i++) {
            int cell = firstCell + i;
            Runnable work = () -> {
                replace(firstCell < 0 ? ThreadLocalRandom.current().nextInt(IN_FLIGHT) : cell);
                ended.countDown();
            };
            startVirtualThread.invoke(null, work);
        }
        ended.await();
    }

    private void replace(int cell) {
        RequestDescription description = RequestDescription.of("GET", "/orders/42");
        Object request = Thread.currentThread();
        if (keeper != null) {
            request = keeper.begin(description, timeout);
        }
        Object before = inFlight.getAndSet(cell, request);
        if (keeper != null && before != null) {
            keeper.end(before);
        }
    }
}
