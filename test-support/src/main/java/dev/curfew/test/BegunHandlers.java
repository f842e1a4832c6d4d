package dev.curfew.test;

import dev.curfew.RequestSnapshot;
import dev.curfew.RequestState;
import dev.curfew.Watchdog;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of the requests in flight have begun, as a test sees it: not before their handler and its policy are known. */
final class BegunHandlers {

    private final Watchdog watchdog;
    private final boolean any;
    private final Set<String> ids = new HashSet<>();

    private BegunHandlers(Watchdog watchdog, boolean any) {
        this.watchdog = watchdog;
        this.any = any;
    }

    /** Each request that is watched has begun. */
    static BegunHandlers any(Watchdog watchdog) {
        return new BegunHandlers(watchdog, true);
    }

    /** Those that were added have begun. */
    static BegunHandlers added(Watchdog watchdog) {
        return new BegunHandlers(watchdog, false);
    }

    synchronized void add(String id) {
        ids.add(id);
    }

    /** Those that have not expired yet, the longest-running first. Forgets those that have completed. */
    synchronized List<RequestSnapshot> unexpired() {
        List<RequestSnapshot> inFlight = watchdog.snapshot(Integer.MAX_VALUE);
        ids.retainAll(inFlight.stream().map(RequestSnapshot::id).collect(Collectors.toSet()));
        return inFlight.stream()
                .filter(request -> any || ids.contains(request.id()))
                .filter(request -> request.state() == RequestState.RUNNING || request.state() == RequestState.WARNED)
                .toList();
    }
}
