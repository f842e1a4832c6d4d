package dev.curfew;

/**
 * How an adapter answers the client of an expired request while its handler is still running. Called at most once each,
 * on an enforcer thread, or by {@link InFlightRequest#complete} on the request's own thread if that comes back first;
 * never after the request has completed. They are given the request, as its deadline may pass before {@link
 * Watchdog#watch} has returned it. What they throw is logged and counts as a failure.
 */
public interface AbortHandler {

    /**
     * Whether part of the response is on its way, so that an answer is no longer possible. Asked while the handler may be
     * writing.
     */
    default boolean isCommitted() {
        return false;
    }

    /**
     * Whether all I/O of the response is done under the write lease, so that it can be aborted whatever policy it began
     * under.
     */
    default boolean isGuarded() {
        return true;
    }

    /**
     * Ends the response of a request that has no deadline, such as a stream of events, as its handler would: the app is
     * about to end. May wait for whoever is writing: it has an enforcer thread to itself. Called with no lease held.
     */
    default void endStream(InFlightRequest request) {}

    /**
     * Answers the client. Nobody else writes meanwhile: Curfew holds the request's write lease.
     *
     * @return what became of it; after {@link AnswerResult#IMPOSSIBLE} the response is broken off
     */
    AnswerResult answer(InFlightRequest request, TimeoutReport report) throws Exception;

    /**
     * Breaks the connection or stream off, because an answer could not be given. The handler may be inside a read or a
     * write at this moment. Must not block.
     *
     * @return whether the client sees a broken response
     */
    default boolean breakOff(InFlightRequest request, TimeoutReport report) throws Exception {
        return false;
    }

    /** Called after an answer or a break-off, when nothing is held any more. */
    default void aborted(InFlightRequest request, TimeoutReport report) throws Exception {}
}
