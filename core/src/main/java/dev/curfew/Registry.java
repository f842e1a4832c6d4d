package dev.curfew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests in flight: in cells of their threads, and in stripes, so that no lock is shared by all threads. */
final class Registry {

    /** So many virtual threads are a run, as a power of two. */
    private static final int RUN_BITS = 6;

    private final Timeline[] timelines;
    private final Cells cells = new Cells();
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

    Cells cells() {
        return cells;
    }

    /** The stripe for requests that begin on the calling thread. */
    @SuppressWarnings("deprecation") // threadId() came with JDK 19
    Timeline ofThread() {
        Thread thread = Thread.currentThread();
        return stripe(thread.getId(), CurrentRequest.isVirtual(thread));
    }

    /**
     * Virtual threads of a run, begun one after the other, share a stripe: their requests lie beside each other in memory,
     * and a collector that follows the stripe's links finds them in the order in which they lie. A stripe that is in use at
     * this moment is left to who uses it.
     */
    Timeline stripe(long threadId, boolean virtual) {
        if (virtual) {
            Timeline ofRun = stripe(threadId >>> RUN_BITS);
            if (!ofRun.isLocked()) {
                return ofRun;
            }
        }
        return stripe(threadId);
    }

    private Timeline stripe(long number) {
        int hash = (int) number * 0x9E3779B9;
        return timelines[(hash >>> 16) & (timelines.length - 1)];
    }

    /** The id of a request that has this number in this timeline; begins differently in each JVM, most likely. */
    String idOf(long number, Timeline timeline) {
        return idPrefix + Long.toString(number * timelines.length + timeline.stripe(), 36);
    }

    /** Adds a new request, on the thread that works for it; nobody else knows it yet. */
    void add(WatchedRequest request, Clock clock) {
        long dueNanos = request.dueNanos; // others may move it as soon as they know the request
        if (cells.take(request)) {
            clock.lookBy(dueNanos);
        } else {
            request.timeline.add(request, request.policy.firstEventNanos);
            CurrentRequest.enter(request);
            clock.wakeBy(dueNanos);
        }
    }

    /** How many there are; those that leave their cells meanwhile may count twice. */
    int size() {
        int sum = cells.requests().size();
        for (Timeline timeline : timelines) {
            sum += timeline.size();
        }
        return sum;
    }

    /** Hands over every request that is in flight throughout this call, and perhaps some that come or go meanwhile. */
    void forEach(Consumer<WatchedRequest> visitor) {
        look(requests -> requests.forEach(visitor));
    }

    /** Hands over the same in several lists, no request twice. */
    private void look(Consumer<List<WatchedRequest>> visitor) {
        List<WatchedRequest> inCells = cells.requests(); // first, as who leaves one goes to a timeline
        Set<WatchedRequest> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.addAll(inCells);
        visitor.accept(inCells);
        for (Timeline timeline : timelines) {
            List<WatchedRequest> requests = requestsOf(timeline);
            requests.removeIf(seen::contains);
            visitor.accept(requests);
        }
    }

    List<RequestSnapshot> snapshot(long nowNanos, int most) {
        List<WatchedRequest> oldest = new ArrayList<>();
        look(requests -> oldest.addAll(oldestOf(requests, most, nowNanos)));
        return oldest.stream()
                .map(request -> request.snapshot(nowNanos))
                .sorted(Comparator.comparing(RequestSnapshot::age).reversed())
                .limit(most)
                .toList();
    }

    /** The age of the oldest of those that have a deadline. */
    Duration oldestAge(long nowNanos) {
        LongAccumulator oldest = new LongAccumulator(Math::max, 0);
        look(requests -> {
            requests.removeIf(request -> request.has(StateWord.DISABLED));
            for (WatchedRequest request : oldestOf(requests, 1, nowNanos)) {
                oldest.accumulate(request.ageNanos(nowNanos));
            }
        });
        return Duration.ofNanos(oldest.get());
    }

    @Nullable
    WatchedRequest find(String id) {
        long number = numberIn(id);
        if (number < 0) {
            return null;
        }
        Timeline timeline = timelines[(int) (number % timelines.length)];
        List<WatchedRequest> requests = cells.requests();
        requests.removeIf(request -> request.timeline != timeline);
        requests.addAll(requestsOf(timeline));
        for (WatchedRequest request : requests) {
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

    /** Those that have been running longest. */
    private static Collection<WatchedRequest> oldestOf(List<WatchedRequest> requests, int most, long nowNanos) {
        if (requests.size() <= most) {
            return requests;
        }
        PriorityQueue<Aged> oldest = new PriorityQueue<>(Comparator.comparingLong(Aged::nanos));
        for (WatchedRequest request : requests) {
            long age = request.ageNanos(nowNanos);
            Aged youngest = oldest.peek();
            if (oldest.size() < most) {
                oldest.add(new Aged(age, request));
            } else if (youngest != null && youngest.nanos < age) {
                oldest.remove();
                oldest.add(new Aged(age, request));
            }
        }
        return oldest.stream().map(Aged::request).toList();
    }

    private record Aged(long nanos, WatchedRequest request) {}
}
