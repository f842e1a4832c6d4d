package dev.curfew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests in flight, in stripes, so that no lock is shared by all threads. */
final class Registry {

    private static final Comparator<WatchedRequest> BY_NUMBER = Comparator.comparingLong(request -> request.number);

    private final Timeline[] timelines;
    private final String idPrefix;

    Registry(int processors) {
        idPrefix = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36) + "-";
        int stripes = Math.max(16, Math.min(64, Integer.highestOneBit(4 * processors)));
        timelines = new Timeline[stripes];
        for (int stripe = 0; stripe < stripes; stripe++) {
            timelines[stripe] = new Timeline(stripe);
        }
    }

    Timeline[] timelines() {
        return timelines;
    }

    /** The stripe for requests that begin on the calling thread. */
    @SuppressWarnings("deprecation") // threadId() came with JDK 19
    Timeline ofThread() {
        int hash = (int) Thread.currentThread().getId() * 0x9E3779B9;
        return timelines[(hash >>> 16) & (timelines.length - 1)];
    }

    /** The id of a request that has this number in this timeline; begins differently in each JVM, most likely. */
    String idOf(long number, Timeline timeline) {
        return idPrefix + Long.toString(number * timelines.length + timeline.stripe(), 36);
    }

    int size() {
        int sum = 0;
        for (Timeline timeline : timelines) {
            sum += timeline.size();
        }
        return sum;
    }

    /** Hands over every request that is in flight throughout this call, and perhaps some that come or go meanwhile. */
    void forEach(Consumer<WatchedRequest> visitor) {
        for (Timeline timeline : timelines) {
            requestsOf(timeline).forEach(visitor);
        }
    }

    List<RequestSnapshot> snapshot(long nowNanos, int most) {
        List<WatchedRequest> oldest = new ArrayList<>();
        for (Timeline timeline : timelines) {
            oldest.addAll(oldestOf(requestsOf(timeline), most));
        }
        return oldest.stream()
                .map(request -> request.snapshot(nowNanos))
                .sorted(Comparator.comparing(RequestSnapshot::age).reversed())
                .limit(most)
                .toList();
    }

    /** The age of the oldest of those that have a deadline. */
    Duration oldestAge(long nowNanos) {
        long oldest = 0;
        for (Timeline timeline : timelines) {
            List<WatchedRequest> requests = requestsOf(timeline);
            requests.removeIf(request -> request.has(StateWord.DISABLED));
            for (WatchedRequest request : oldestOf(requests, 1)) {
                oldest = Math.max(oldest, request.ageUnderDeadlineNanos(nowNanos));
            }
        }
        return Duration.ofNanos(oldest);
    }

    @Nullable
    WatchedRequest find(String id) {
        long number = numberIn(id);
        if (number < 0) {
            return null;
        }
        Timeline timeline = timelines[(int) (number % timelines.length)];
        for (WatchedRequest request : requestsOf(timeline)) {
            if (request.number == number / timelines.length) {
                return request.id().equals(id) ? request : null; // not where it is written differently
            }
        }
        return null;
    }

    private long numberIn(String id) {
        if (!id.startsWith(idPrefix)) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(idPrefix.length()), 36);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static List<WatchedRequest> requestsOf(Timeline timeline) {
        List<TimelineEntry> entries = timeline.entries();
        List<WatchedRequest> requests = new ArrayList<>(entries.size());
        for (TimelineEntry entry : entries) {
            WatchedRequest request = (WatchedRequest) entry;
            if (!request.isCompleted()) {
                requests.add(request);
            }
        }
        return requests;
    }

    /** Those of one timeline that were added first. */
    private static Collection<WatchedRequest> oldestOf(List<WatchedRequest> requests, int most) {
        if (requests.size() <= most) {
            return requests;
        }
        PriorityQueue<WatchedRequest> oldest = new PriorityQueue<>(BY_NUMBER.reversed());
        for (WatchedRequest request : requests) {
            oldest.add(request);
            if (oldest.size() > most) {
                oldest.remove();
            }
        }
        return oldest;
    }
}
