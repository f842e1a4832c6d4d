package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How late a deadline is enforced: from the deadline to the moment at which its {@link Expiry} begins. For Curfew that is
 * its answer to the client, on an enforcer thread, after the verdict; for a rival, the code that it runs. Requests begin
 * one after the other, with timeouts of 20 to 200 ms in no order, and end soon after their deadlines. Takes the rival,
 * "idle" or "busy" (twice as many busy threads as processors), and the number of requests.
 */
final class Lateness {

    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LEAST_MILLIS = 20;
    private static final int MOST_MILLIS = 200;

    private final long[] deadlines;
    private final long[] late;
    private final CountDownLatch expired;
    private final Queue<Integer> toEnd = new ConcurrentLinkedQueue<>(); // by the thread that began them
    private final Timekeeper<Object> keeper;

    private Lateness(Rival rival, int count) {
        deadlines = new long[count];
        late = new long[count];
        expired = new CountDownLatch(count);
        keeper = rival.open(this::expired);
    }

    /** Runs in a JVM of its own. */
    public static void main(String[] arguments) throws InterruptedException {
        Rival rival = Rival.of(arguments[0]);
        int count = Integer.parseInt(arguments[2]);
        if (arguments[1].equals("busy")) {
            keepBusy(2 * Runtime.getRuntime().availableProcessors());
        }
        new Lateness(rival, 5000).run(); // loads and compiles
        long[] late = new Lateness(rival, count).run();
        Arrays.sort(late);
        OwnJvm.print("p50Millis", late[count / 2] / 1e6);
        OwnJvm.print("p99Millis", late[count - 1 - count / 100] / 1e6);
        OwnJvm.print("maxMillis", late[count - 1] / 1e6);
    }

    private static void keepBusy(int threads) {
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    private long[] run() throws InterruptedException {
        Object[] requests = new Object[late.length];
        RequestTimeout[] timeouts = timeouts();
        Random random = new Random(42);
        long start = System.nanoTime();
        for (int i = 0; i < late.length; i++) {
            awaitTurn(start + i * PACE_NANOS);
            RequestTimeout timeout = timeouts[random.nextInt(timeouts.length)];
            RequestDescription description = RequestDescription.of("GET", Integer.toString(i));
            deadlines[i] = System.nanoTime() + timeout.nanos();
            requests[i] = keeper.begin(description, timeout);
            keeper.leave(requests[i]);
            for (Integer over = toEnd.poll(); over != null; over = toEnd.poll()) {
                keeper.end(requests[over]);
            }
        }
        if (!expired.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("never expired: " + expired.getCount());
        }
        keeper.close();
        return late;
    }

    private static void awaitTurn(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static RequestTimeout[] timeouts() {
        RequestTimeout[] timeouts = new RequestTimeout[MOST_MILLIS - LEAST_MILLIS + 1];
        Arrays.setAll(timeouts, i -> RequestTimeout.of(Duration.ofMillis(LEAST_MILLIS + i)));
        return timeouts;
    }

    private void expired(RequestDescription description) {
        long now = System.nanoTime();
        int number = Integer.parseInt(description.path());
        late[number] = now - deadlines[number];
        toEnd.add(number);
        expired.countDown();
    }
}
