package dev.curfew;

/**
 * Told of each request that completes with a deadline, expired or not. Called on the thread that completes it, before that
 * goes back to its container: must be quick, and must not block. What it throws is logged once.
 */
@FunctionalInterface
public interface CompletionListener {

    /**
     * A request has completed.
     *
     * @param request what the request is called
     * @param policy the policy in force
     * @param elapsedNanos how long it ran
     * @param timeoutNanos the timeout in force, extensions included
     */
    void onCompletion(RequestDescription request, TimeoutPolicy policy, long elapsedNanos, long timeoutNanos);
}
