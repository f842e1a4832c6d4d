package dev.curfew.spring;

import dev.curfew.Durations;
import dev.curfew.RequestSnapshot;
import dev.curfew.Watchdog;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Prepares requests in flight for the app's end, before the web server begins to wait for them: lists them in the log,
 * ends streams, and moves deadlines into the time that the server waits, so that each client is answered in it.
 */
final class DrainOnShutdown implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(CurfewAutoConfiguration.class);
    private static final int MOST_LISTED = 100;
    private static final long POLL_MILLIS = 10;

    private final Watchdog watchdog;
    private final Duration remaining;
    private final Duration patience;
    private volatile boolean running;

    /**
     * Drains the watchdog at shutdown.
     *
     * @param remaining how long requests in flight still may take
     * @param patience how long to wait for their answers here, because the web server does not
     */
    DrainOnShutdown(Watchdog watchdog, Duration remaining, Duration patience) {
        this.watchdog = watchdog;
        this.remaining = remaining;
        this.patience = patience;
    }

    /** Before the web server's graceful shutdown, whose phase is 1024 below. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        List<RequestSnapshot> inFlight = watchdog.drain(remaining);
        if (inFlight.isEmpty()) {
            return;
        }
        logger.info(
                "The app ends with requests in flight: {}. Those under a policy that enforces have {} left",
                inFlight.size(),
                Durations.text(remaining));
        inFlight.stream().limit(MOST_LISTED).forEach(DrainOnShutdown::list);
        if (inFlight.size() > MOST_LISTED) {
            logger.info("… and {} more", inFlight.size() - MOST_LISTED);
        }
        await();
    }

    private static void list(RequestSnapshot request) {
        logger.info(
                "In flight at the app's end: id={} method={} route={} age={} remaining={}",
                request.id(),
                request.request().method(),
                request.request().route(),
                Durations.measured(request.age()),
                request.remaining() == null ? "unlimited" : Durations.measured(request.remaining()));
    }

    private void await() {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (watchdog.inFlight() > watchdog.abandoned() && System.nanoTime() - end < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
