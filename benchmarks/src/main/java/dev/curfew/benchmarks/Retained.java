package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import java.util.concurrent.CyclicBarrier;

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

    private static long liveBytes() throws InterruptedException {
        Thread.sleep(HOUSEKEEPING_MILLIS); // a timekeeper may remove in bunches what was cancelled
        return LiveBytes.now();
    }
}
