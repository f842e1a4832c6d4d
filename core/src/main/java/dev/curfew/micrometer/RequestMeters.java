package dev.curfew.micrometer;

import dev.curfew.Watchdog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashSet;
import java.util.Set;

/**
 * Shows a watchdog in a meter registry: how many requests are in flight, what share of their timeouts they use, how many
 * are warned of, expire, get stuck, are abandoned or refused. All meters begin with {@code curfew.}
 *
 * <pre>{@code
 * new RequestMeters(watchdog).bindTo(registry);
 * }</pre>
 *
 * <p>Tags hold no raw path: {@code route} is the request's route, {@code UNKNOWN} where it has none, and {@code method} is
 * {@code OTHER} unless HTTP knows it. After {@value RouteMetersByKey#MOST_ROUTES} routes each further one is
 * {@code OTHER}; after {@value RouteMetersByKey#MOST_KEYS} combinations of method, route and policy each further one has
 * both its route and its policy as {@code OTHER}.
 *
 * <p>A registry holds the watchdog strongly, and the watchdog the registry: let both live as long as the app. Safe for use
 * by all threads.
 */
public final class RequestMeters implements MeterBinder {

    private final Watchdog watchdog;
    private final Tags tags;
    private final Set<MeterRegistry> bound = new HashSet<>();

    /** Meters without further tags: for the app's only watchdog. */
    public RequestMeters(Watchdog watchdog) {
        this(watchdog, Tags.empty());
    }

    /** Meters that all have these tags too, so that several watchdogs can share a registry. */
    public RequestMeters(Watchdog watchdog, Iterable<Tag> tags) {
        this.watchdog = watchdog;
        this.tags = Tags.of(tags);
    }

    /**
     * Registers the meters, which count from now on. A watchdog can be bound to several registries; binding one a second
     * time by the same object does nothing. Bind either a composite registry or its parts, not both.
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (bound.add(registry)) {
            new WatchdogMeters(watchdog, tags).bindTo(registry);
            new RequestRecorder(new RouteMetersByKey(registry, tags)).listenTo(watchdog);
        }
    }
}
