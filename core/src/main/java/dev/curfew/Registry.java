package dev.curfew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The requests in flight, in stripes, so that no lock is shared by all threads. */
final class Registry {

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

    /** A copy; stops no request while it is taken. */
    List<WatchedRequest> requests() {
        List<WatchedRequest> requests = new ArrayList<>();
        for (Timeline timeline : timelines) {
            timeline.forEach(entry -> requests.add((WatchedRequest) entry));
        }
        requests.removeIf(WatchedRequest::isCompleted);
        return requests;
    }

    List<RequestSnapshot> snapshot(long nowNanos, int most) {
        return requests().stream()
                .map(request -> request.snapshot(nowNanos))
                .sorted(Comparator.comparing(RequestSnapshot::age).reversed())
                .limit(most)
                .toList();
    }

    /** The age of the oldest of those that have a deadline. */
    Duration oldestAge(long nowNanos) {
        long oldest = 0;
        for (WatchedRequest request : requests()) {
            oldest = Math.max(oldest, request.ageUnderDeadlineNanos(nowNanos));
        }
        return Duration.ofNanos(oldest);
    }

    @Nullable
    WatchedRequest find(String id) {
        for (WatchedRequest request : requests()) {
            if (request.id().equals(id)) {
                return request;
            }
        }
        return null;
    }
}
