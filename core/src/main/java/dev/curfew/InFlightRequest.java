package dev.curfew;

import java.util.Map;

/**
 * A watched unit of work, as its adapter sees it. The adapter begins it with {@link Watchdog#watch} on the thread that
 * does the work and ends it with {@link #complete} exactly where its resources go back to their owner: afterwards Curfew
 * touches neither thread nor response.
 *
 * <pre>{@code
 * try (InFlightRequest request = watchdog.watch(policy, RequestDescription.of("CONSUME", "orders"))) {
 *     handle(message);
 * }
 * }</pre>
 *
 * <p>An adapter whose work does I/O that an interrupt would damage, or that must not be done beside Curfew's answer, puts
 * it between {@link #beginWrite()} and {@link #endWrite()} (or the same for reading).
 */
public interface InFlightRequest extends AutoCloseable {

    /** The request's id, unique in its watchdog; empty where it is not watched. */
    String id();

    /** What application code sees of this request. */
    Deadline deadline();

    /** What the request is called at this moment. */
    RequestDescription description();

    /**
     * Gives the request another name, such as when its route is known; what was reported before keeps the old one.
     *
     * @param context what else its reports carry, such as the id of its trace; mostly empty
     */
    void describe(RequestDescription description, Map<String, String> context);

    /** The policy in force. */
    TimeoutPolicy policy();

    /**
     * Puts another policy in force, from the request's beginning: its timeout counts from there, and what the deadline was
     * moved by stays, and so does its limit. Not reported. A deadline that has passed by that already expires the request
     * before this returns.
     *
     * @return false, with nothing changed, if the request has expired, completed, or has no deadline any more
     */
    boolean apply(TimeoutPolicy policy);

    /**
     * Makes the timeout shorter than its policy's, from the request's beginning; in force under a later policy too. A
     * second limit takes the place of the first. What the deadline was moved by stays, and the request's own code can
     * still move it, as far beyond the limited deadline as the policy's {@code max-extension}. Not reported. A deadline
     * that has passed by that already expires the request before this returns.
     *
     * @return false, with nothing changed, if the request has expired, completed, or has no deadline any more
     */
    boolean limit(TimeoutLimit limit);

    /** Takes the deadline away as {@link Deadline#disable()} does, but unreported: because configuration says so. */
    void exempt();

    /** Whether the deadline has passed and the verdict has fallen. */
    boolean isExpired();

    /** Whether the answer is Curfew's: the request expired under a policy that aborts. True for good once it is. */
    boolean isAborted();

    /** How far the request has come. */
    RequestState state();

    /** What there is to say of the request's expiry at this moment, for an adapter that answers by itself. */
    TimeoutReport report();

    /**
     * The calling thread does the request's work from now on: it is interrupted, and the one whose stack is
     * reported. {@link Watchdog#watch} does this for its caller.
     */
    void attach();

    /**
     * The calling thread works for the request beside the one that is attached, and takes its place when that leaves; it is
     * attached at once where there is none. It is interrupted as the attached one is. For work that a handler hands to
     * another thread and may or may not wait for. Without effect once the request has completed. Ends with {@link #detach},
     * too.
     */
    void attachNext();

    /**
     * The calling thread leaves the request's work to others. When this returns no interrupt of Curfew can reach the
     * thread any more, and its flag is as it would be without Curfew.
     */
    void detach();

    /**
     * Takes the write lease: nobody else writes, and the thread is not interrupted, until {@link #endWrite()}. Waits for
     * whoever has it; the thread that has it may take it again.
     *
     * @return false, with nothing taken, if the request {@linkplain #isAborted() is aborted}
     */
    boolean beginWrite();

    /** Gives the write lease back; an interrupt that became due meanwhile is delivered now. */
    void endWrite();

    /**
     * Enters a read: the thread is not interrupted until {@link #endRead()}.
     *
     * @return false, with nothing taken, if the request {@linkplain #isAborted() is aborted}
     */
    boolean beginRead();

    /** Leaves a read; an interrupt that became due meanwhile is delivered now. */
    void endRead();

    /** Whether a thread is inside a read at this moment. */
    boolean isReading();

    /**
     * Ends the request. If its answer is Curfew's and not given yet, gives it now, on the calling thread; waits for an
     * interrupt, an answer or a break-off that is just under way. Then nothing of Curfew reaches the request's thread or
     * client any more. A second call has no effect.
     *
     * @return whether the completion came first; false if the request had expired
     */
    boolean complete(Completion completion);

    /**
     * Ends the request as {@link #complete} does, but only if its answer is not Curfew's; does not wait for an answer that
     * is under way. For a completion that comes from another thread than the request's own.
     *
     * @return false, without ending it, if the request {@linkplain #isAborted() is aborted}; where no enforcer had come to
     *     it yet, this thread has answered its client then, or broken the response off
     */
    boolean completeUnlessAborted(Completion completion);

    /**
     * Ends the request at once, because its container has ended it already: waits for nothing, answers nothing, and no
     * answer begins any more. A second call has no effect.
     */
    void completeNow(Completion completion);

    /** Ends the request normally. */
    @Override
    default void close() {
        complete(Completion.normal());
    }
}
