package dev.curfew.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** The gates of an app, by the ids in its paths. */
@Component
final class Gates {

    private static final AtomicInteger LAST = new AtomicInteger(); // of all apps: they share one log

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    Gate newGate() {
        return of(Integer.toString(LAST.incrementAndGet()));
    }

    Gate of(String id) {
        return gates.computeIfAbsent(id, Gate::new);
    }

    /** Lets all handlers go. */
    void open() {
        gates.values().forEach(Gate::close);
    }
}
