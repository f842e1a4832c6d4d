package dev.curfew.benchmarks;

import dev.curfew.Deadline;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Holds each request for {@code /held} until it is released or, with an even number, interrupted; those with an odd one
 * swallow the interrupt. So half of a storm's requests end with their deadline and half are abandoned. A request for
 * {@code /probe} takes 5 ms. All else is answered at once.
 */
final class HeldRequests extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final List<String> HEADERS = List.of("Cache-Control", "X-1", "X-2", "X-3", "X-4");
    private static final String HELD = "/held/";
    private static final long PROBE_MILLIS = 5;

    /**
     * What is the same for all requests of one storm. Each waits for a latch of its own: whoever is interrupted while it
     * waits with thousands of others for one searches them all.
     */
    record Storm(CountDownLatch held, CountDownLatch[] releases, long[] deadlineNanos) {

        Storm(int requests) {
            this(
                    new CountDownLatch(requests),
                    Stream.generate(() -> new CountDownLatch(1)).limit(requests).toArray(CountDownLatch[]::new),
                    new long[requests]);
        }

        void release() {
            for (CountDownLatch each : releases) {
                each.countDown();
            }
        }
    }

    private transient volatile Storm storm = new Storm(0);

    /** The storm that the next requests belong to. */
    Storm begin(int requests) {
        Storm begun = new Storm(requests);
        storm = begun;
        return begun;
    }

    /** The number of a request that is held, or -1. */
    static int numberOf(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.startsWith(HELD) ? Integer.parseInt(path.substring(HELD.length())) : -1;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int number = numberOf(request);
        if (number >= 0) {
            Storm own = storm;
            own.deadlineNanos[number] = deadlineNanos();
            own.held.countDown();
            hold(own.releases[number], number % 2 == 0);
            // As many headers as the timeout answer has: Tomcat keeps the room for them, which is not Curfew's.
            HEADERS.forEach(name -> response.setHeader(name, "no-store"));
        } else if (request.getRequestURI().equals("/probe")) {
            pause();
        }
        response.setContentType("text/plain");
        response.getOutputStream().write('.');
    }

    /** The deadline by {@code System.nanoTime()}, never later than it is and earlier by less than the limit. */
    private static long deadlineNanos() {
        Deadline deadline = Deadline.current();
        long limit = 10_000;
        long before;
        long remaining;
        do {
            before = System.nanoTime();
            remaining = deadline.remaining().toNanos();
        } while (System.nanoTime() - before > limit); // this thread was held up in between
        return before + remaining;
    }

    private static void hold(CountDownLatch release, boolean endsOnInterrupt) {
        boolean released = false;
        while (!released) {
            try {
                release.await();
                released = true;
            } catch (InterruptedException e) {
                if (endsOnInterrupt) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PROBE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
