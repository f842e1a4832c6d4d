package dev.curfew;

/**
 * How an adapter answers the client of an expired request while its handler is still running. Called at most once each,
 * on an enforcer thread, or by {@link InFlightRequest#complete} on the request's own thread if that comes back first;
 * never after the request has completed. What they throw is logged and counts as false.
 */
public interface AbortHandler {

    /**
     * Answers the client. Nobody else writes meanwhile: Curfew holds the request's write lease.
     *
     * @return whether the client has the whole answer; false where it can no longer be given
     */
    boolean answer(TimeoutReport report) throws Exception;

    /**
     * Breaks the connection or stream off, because an answer could not be given. The handler may be inside a read or a
     * write at this moment. Must not block.
     *
     * @return whether the client sees a broken response
     */
    default boolean breakOff(TimeoutReport report) throws Exception {
        return false;
    }

    /** Called after an answer or a break-off, when nothing is held any more. */
    default void aborted(TimeoutReport report) throws Exception {}
}
