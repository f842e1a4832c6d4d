package dev.curfew.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * How long operations of one thread took, one by one. Long ones are told from pauses of the garbage collector: its times
 * are known to the millisecond.
 */
final class Stops {

    private static final int BUCKET_NANOS = 10;
    private static final int BUCKETS = 10_000;
    private static final long MARGIN_MILLIS = 3;

    private final long[] counts = new long[BUCKETS];
    private final List<Span> longOnes = new ArrayList<>();
    private final List<Span> collections = new CopyOnWriteArrayList<>();
    private final long originNanos; // of the collectors' times
    private volatile long lastMillis = Long.MAX_VALUE;
    private long count;

    /** In nanoseconds, by the collectors' clock. */
    private record Span(long start, long end) {

        private double millis() {
            return (end - start) / 1e6;
        }

        private boolean meets(Span other) {
            long margin = TimeUnit.MILLISECONDS.toNanos(MARGIN_MILLIS);
            return start - margin <= other.end && other.start <= end + margin;
        }
    }

    /** Begins with a full collection, by which it learns what {@code nanoTime} is in the collectors' times. */
    Stops() {
        System.gc();
        long now = System.nanoTime();
        long ended = 0;
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            GcInfo last = ((com.sun.management.GarbageCollectorMXBean) each).getLastGcInfo();
            ended = last == null ? ended : Math.max(ended, last.getEndTime());
            if (!each.getName().contains("Concurrent")) {
                ((NotificationEmitter) each).addNotificationListener((told, unused) -> collected(told), null, null);
            }
        }
        lastMillis = ended;
        originNanos = now - TimeUnit.MILLISECONDS.toNanos(ended);
    }

    private void collected(Notification told) {
        GarbageCollectionNotificationInfo info =
                GarbageCollectionNotificationInfo.from((CompositeData) told.getUserData());
        if (info.getGcInfo().getEndTime() > lastMillis) { // or else it is the first one's, told late
            collections.add(new Span(
                    TimeUnit.MILLISECONDS.toNanos(info.getGcInfo().getStartTime()),
                    TimeUnit.MILLISECONDS.toNanos(info.getGcInfo().getEndTime())));
        }
    }

    /** An operation took from this {@code nanoTime} to that. */
    void took(long start, long end) {
        count++;
        int bucket = (int) Math.min(BUCKETS - 1, (end - start) / BUCKET_NANOS);
        counts[bucket]++;
        if (bucket == BUCKETS - 1) {
            longOnes.add(new Span(start - originNanos, end - originNanos));
        }
    }

    /** The time that all but one in a thousand operations stayed under. */
    double p999Nanos() {
        long seen = 0;
        int bucket = 0;
        while (seen < count - count / 1000) {
            seen += counts[bucket++];
        }
        return (double) bucket * BUCKET_NANOS;
    }

    /** The longest that met no pause of the garbage collector; 0.1 if none was that long. */
    double longestMillis() {
        return longest(longOnes.stream()
                .filter(one -> collections.stream().noneMatch(one::meets))
                .toList());
    }

    /** The median, over these times of {@code nanoTime}, of the longest that fell into each and met no collection. */
    double medianOfLongestMillis(List<long[]> times) {
        double[] longest = times.stream()
                .map(time -> new Span(time[0] - originNanos, time[1] - originNanos))
                .mapToDouble(time -> longest(longOnes.stream()
                        .filter(one -> one.start < time.end && time.start < one.end)
                        .filter(one -> collections.stream().noneMatch(one::meets))
                        .toList()))
                .sorted()
                .toArray();
        return longest[longest.length / 2];
    }

    /** How many were longer than a millisecond and met no pause of the garbage collector. */
    long overOneMilli() {
        return longOnes.stream()
                .filter(one -> one.millis() > 1)
                .filter(one -> collections.stream().noneMatch(one::meets))
                .count();
    }

    double longestWithCollectionsMillis() {
        return longest(longOnes);
    }

    double longestCollectionMillis() {
        return collections.stream().mapToDouble(Span::millis).max().orElse(0);
    }

    private static double longest(List<Span> spans) {
        return spans.stream().mapToDouble(Span::millis).max().orElse((double) BUCKETS * BUCKET_NANOS / 1e6);
    }
}
