package dev.curfew;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Curfew's own failures: each kind is logged once for a watchdog, all are counted, none reaches a request. */
final class Faults {

    private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

    private final Set<String> logged = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();

    void report(String what, Throwable cause) {
        count.incrementAndGet();
        try {
            if (logged.add(what)) {
                logger.error("{}; requests go on (said once, counted afterwards)", what, cause);
            }
        } catch (RuntimeException | Error e) {
            count.incrementAndGet(); // a logger that throws must not take the caller with it
        }
    }

    /** Says something about the watchdog itself, once. */
    void say(String what) {
        try {
            if (logged.add(what)) {
                logger.warn(what);
            }
        } catch (RuntimeException | Error e) {
            count.incrementAndGet();
        }
    }

    long count() {
        return count.get();
    }
}
