package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;

/**
 * Curfew or a rival: has a warning at 80 % of each request's timeout, and its {@link Expiry} at the deadline.
 *
 * @param <R> a request in flight
 */
interface Timekeeper<R> extends AutoCloseable {

    /** A request begins on the calling thread. */
    R begin(RequestDescription description, RequestTimeout timeout);

    /** The calling thread, on which the request began, works for others from now on; the request stays in flight. */
    void leave(R request);

    /** The request is over before its deadline. */
    void end(R request);

    @Override
    void close();
}
