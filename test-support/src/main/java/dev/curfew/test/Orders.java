package dev.curfew.test;

import dev.curfew.RequestDescription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The requests to come that a test has chosen, and the last ones that came without being chosen. */
final class Orders {

    private static final int MOST_PASSED = 10;

    private final List<Order> waiting = new ArrayList<>();
    private final Deque<RequestDescription> passed = new ArrayDeque<>();

    synchronized void add(Order order) {
        waiting.add(order);
    }

    /** Whether this request was chosen; it then is no more. */
    synchronized boolean take(RequestDescription request) {
        for (Iterator<Order> each = waiting.iterator(); each.hasNext(); ) {
            if (each.next().matches(request)) {
                each.remove();
                return true;
            }
        }
        if (passed.size() == MOST_PASSED) {
            passed.removeFirst();
        }
        passed.addLast(request);
        return false;
    }

    /** Forgets all; returns an error for each that met no request. */
    synchronized List<String> takeUnserved() {
        List<String> came = passed.stream()
                .map(request -> request.method() + " " + request.path())
                .toList();
        String others = came.isEmpty() ? "none" : String.join(", ", came);
        List<String> unserved = waiting.stream()
                .map(order ->
                        "expireNext: no handler began that matches " + order.name() + "; others that did: " + others)
                .toList();
        waiting.clear();
        passed.clear();
        return unserved;
    }
}
