package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import dev.curfew.Watchdog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * For how long a snapshot of a million requests in flight stops a request that begins or ends meanwhile. One thread begins
 * and ends requests all the time; another takes what an operator's page and the meters take of the watchdog, with pauses.
 * A snapshot is a copy, so it has the garbage collector work; its pauses are told beside. Takes "taken" or "none", and the
 * number of seconds. With "none" the other thread copies and sorts as many objects of its own: for what a busy neighbour
 * does to a thread by itself, where there are few processors.
 *
 * <p>A machine stands still for milliseconds now and then, with or without snapshots. So the longest stop is told for each
 * snapshot, and their median: what a snapshot does to requests it does each time.
 */
final class SnapshotPause {

    private static final int IN_FLIGHT = 1_000_000;
    private static final int SHOWN = 100;
    private static final long BETWEEN_MILLIS = 200;

    private final Timekeeper<Object> keeper = Rival.CURFEW.open(Expiry.NEVER);
    private final RequestTimeout timeout = RequestTimeout.anHour();
    private volatile boolean over;
    private final List<long[]> looks = new ArrayList<>(); // from, to
    private Stops stops = new Stops();

    private SnapshotPause() {}

    /** Runs in a JVM of its own. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean taken = arguments[0].equals("taken");
        int seconds = Integer.parseInt(arguments[1]);
        SnapshotPause pause = new SnapshotPause();
        List<Object> standing = Standing.begin(pause.keeper, IN_FLIGHT, pause.timeout);
        System.gc();
        pause.during(2, taken); // loads and compiles
        double snapshot = pause.during(seconds, taken);
        OwnJvm.print("stopMillis", pause.stops.medianOfLongestMillis(pause.looks));
        OwnJvm.print("longestStopMillis", pause.stops.longestMillis());
        OwnJvm.print("stopsOverOneMilli", pause.stops.overOneMilli());
        OwnJvm.print("longestWithCollectionsMillis", pause.stops.longestWithCollectionsMillis());
        OwnJvm.print("longestCollectionMillis", pause.stops.longestCollectionMillis());
        OwnJvm.print("p999Nanos", pause.stops.p999Nanos());
        if (taken) {
            OwnJvm.print("snapshotMillis", snapshot);
        }
        if (standing.size() != IN_FLIGHT) {
            throw new IllegalStateException("in flight: " + standing.size());
        }
        pause.keeper.close();
    }

    /** Returns how long a snapshot took in the mean, in milliseconds. */
    private double during(int seconds, boolean taken) throws InterruptedException {
        over = false;
        stops = new Stops();
        looks.clear();
        Thread worker = new Thread(this::requests);
        worker.start();
        Watchdog watchdog = ((CurfewTimekeeper) (Timekeeper<?>) keeper).watchdog();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long spent = 0;
        while (System.nanoTime() - end < 0) {
            Thread.sleep(BETWEEN_MILLIS);
            long start = System.nanoTime();
            if (!taken) {
                copyAndSort();
            } else {
                watchdog.snapshot(SHOWN);
                spent += System.nanoTime() - start;
                watchdog.inFlight();
                watchdog.oldestAge();
            }
            looks.add(new long[] {start, System.nanoTime()});
        }
        over = true;
        worker.join();
        Thread.sleep(BETWEEN_MILLIS); // the last collections are told later
        return (double) spent / Math.max(1, looks.size()) / 1e6;
    }

    private static List<Double> copyAndSort() {
        return new Random(42)
                .doubles(IN_FLIGHT)
                .boxed()
                .sorted(Comparator.reverseOrder())
                .limit(SHOWN)
                .toList();
    }

    private void requests() {
        RequestDescription description = RequestDescription.of("GET", "/orders/42");
        Object outer = keeper.begin(description, timeout); // so that each of those inside takes the lock of a timeline
        long start = System.nanoTime();
        while (!over) {
            keeper.end(keeper.begin(description, timeout));
            long end = System.nanoTime();
            stops.took(start, end);
            start = end;
        }
        keeper.end(outer);
    }
}
