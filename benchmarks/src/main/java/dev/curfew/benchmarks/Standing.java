package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Requests that stay in flight while others are measured. They begin one after the other, so that their deadlines differ,
 * and on many threads, as those of a server do, so that they are spread over whatever a timekeeper spreads by thread.
 */
final class Standing {

    private static final int THREADS = 64;

    private Standing() {}

    /** Begins them; what is returned keeps them in memory. */
    static List<Object> begin(Timekeeper<Object> keeper, int count, RequestTimeout timeout)
            throws InterruptedException {
        List<Object> standing = Collections.synchronizedList(new ArrayList<>(count));
        for (int thread = 0; thread < THREADS; thread++) {
            int share = count / THREADS + (thread < count % THREADS ? 1 : 0);
            Thread beginner = new Thread(() -> begin(keeper, share, timeout, standing));
            beginner.start();
            beginner.join();
        }
        return standing;
    }

    private static void begin(Timekeeper<Object> keeper, int count, RequestTimeout timeout, List<Object> standing) {
        for (int i = 0; i < count; i++) {
            Object request = keeper.begin(RequestDescription.of("GET", "/standing"), timeout);
            keeper.leave(request);
            standing.add(request);
        }
    }
}
