package dev.curfew;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who is told of each completion, on the completing thread. */
final class Completions {

    private final List<CompletionListener> listeners = new CopyOnWriteArrayList<>();
    private final Faults faults;

    Completions(Faults faults) {
        this.faults = faults;
    }

    void add(CompletionListener listener) {
        listeners.add(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** The request has completed: nothing of it moves any more. */
    void publish(WatchedRequest request, long nowNanos) {
        long elapsed = request.elapsedNanos(nowNanos);
        for (CompletionListener listener : listeners) {
            try {
                listener.onCompletion(request.description(), request.policy(), elapsed, request.timeoutNanos());
            } catch (Throwable t) {
                faults.report(
                        "A completion listener failed: " + listener.getClass().getName(), t);
            }
        }
    }
}
