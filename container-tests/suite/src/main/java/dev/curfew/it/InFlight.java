package dev.curfew.it;

import dev.curfew.RequestControl;
import dev.curfew.Watchdog;

/** Finds requests in flight. */
public final class InFlight {

    private InFlight() {}

    /** The request in flight for this path. */
    public static RequestControl of(Watchdog watchdog, String path) {
        String id = watchdog.snapshot(1000).stream()
                .filter(each -> each.request().path().equals(path))
                .findFirst()
                .orElseThrow()
                .id();
        return watchdog.find(id);
    }
}
