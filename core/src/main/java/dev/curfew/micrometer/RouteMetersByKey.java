package dev.curfew.micrometer;

import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All meters of requests in one registry. Who finds his own takes no lock and builds no string; their number is bounded
 * whatever routes and policies are called.
 */
final class RouteMetersByKey {

    static final int MOST_ROUTES = 500;
    static final int MOST_KEYS = 2_000;

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<RouteKey, RouteMeters> meters = new ConcurrentHashMap<>();
    private final Set<String> routes = ConcurrentHashMap.newKeySet();

    RouteMetersByKey(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    RouteMeters of(RequestDescription request, TimeoutPolicy policy) {
        RouteKey key = RouteKey.of(request, policy);
        RouteMeters known = meters.get(key);
        if (known == null) {
            known = meters.get(bounded(key));
        }
        return known == null ? add(key, policy) : known;
    }

    private synchronized RouteMeters add(RouteKey wanted, TimeoutPolicy policy) {
        RouteKey key = bounded(wanted);
        RouteMeters known = meters.get(key);
        if (known == null) {
            known = new RouteMeters(registry, tags.and(key.tags()), policy);
            routes.add(key.route());
            meters.put(key, known);
        }
        return known;
    }

    private RouteKey bounded(RouteKey key) {
        if (meters.size() >= MOST_KEYS) {
            return key.withOtherRouteAndPolicy();
        }
        return routes.size() >= MOST_ROUTES && !routes.contains(key.route()) ? key.withOtherRoute() : key;
    }
}
