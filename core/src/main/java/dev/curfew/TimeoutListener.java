package dev.curfew;

/**
 * Told of each warning, expiry, late end and stuck request. Each listener has a thread and a bounded queue of its own: a
 * slow one delays nobody, and loses reports (which is counted) when its queue is full. What it throws is logged once.
 */
@FunctionalInterface
public interface TimeoutListener {

    /** Called for each report, one after the other, on the listener's own thread. */
    void onTimeout(TimeoutReport report);
}
