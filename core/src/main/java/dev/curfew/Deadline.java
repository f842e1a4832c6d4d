package dev.curfew;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of the request that the calling code works for.
 *
 * <pre>{@code
 * Deadline deadline = Deadline.current();
 * for (Row row : rows) {
 *     deadline.throwIfExpired();
 *     process(row);
 * }
 * }</pre>
 *
 * <p>{@link #current()} never returns null: code that runs outside a watched request gets a deadline that never expires,
 * so that libraries can ask unconditionally. All methods may be called by any thread, at any time, also after the request
 * has completed; what is then too late to have an effect has none.
 */
public interface Deadline {

    /** The deadline of the request that the calling thread works for, or one that never expires. */
    static Deadline current() {
        return CurrentRequest.deadline();
    }

    /** The request's id, as in log entries and the timeout answer; empty outside a watched request. */
    String requestId();

    /** Whether there is no deadline: outside a watched request, or after {@link #disable()}. */
    boolean isUnlimited();

    /**
     * Whether the request's work is cancelled at this deadline: there is one, and the policy in force cancels. What
     * registers with {@link #onExpiry}, or bounds a call by {@link #remaining}, asks this first: under any other policy it
     * leaves the work as it is; and once the request has completed in time.
     */
    boolean cancels();

    /**
     * The time left, never negative. Without a deadline the longest time that a {@code Duration} can give in nanoseconds
     * (292 years).
     */
    Duration remaining();

    /**
     * Whether the request has expired: its deadline has passed and the verdict has fallen. Inside a shielded section it
     * falls later than {@link #remaining()} reaches zero.
     */
    boolean isExpired();

    /**
     * Ends the work of an expired request. Under a policy that only logs it does nothing, as that policy changes nothing
     * for anyone.
     *
     * @throws RequestTimeoutException if the request has expired under a policy that cancels, interrupts or aborts
     */
    void throwIfExpired();

    /**
     * Moves the deadline by exactly this much, whenever it is asked for. Together with {@link #restart} the deadline moves
     * no further beyond its first one than the policy's {@code max-extension}. Logged. Has no effect once the request has
     * expired or completed.
     *
     * @return by how much the deadline really moved; zero if it did not
     * @throws IllegalArgumentException unless {@code extension > 0}
     */
    Duration extendBy(Duration extension);

    /**
     * Gives the request this much time from now on, more or less than it has left; bounded as {@link #extendBy} is.
     * Logged. Has no effect once the request has expired or completed, or without a deadline.
     *
     * @return the time that is left now
     * @throws IllegalArgumentException unless {@code timeout > 0}
     */
    Duration restart(Duration timeout);

    /**
     * Takes the deadline away for good, for a stream that is meant to stay open. The request stays registered. Logged.
     * Has no effect once the request has expired or completed, nor, unless its policy only logs, while the app ends
     * ({@link Watchdog#drain}).
     */
    void disable();

    /**
     * Registers what ends a piece of the request's work, such as {@code statement::cancel}. It runs once, on a thread of
     * Curfew, when the request expires under a policy that cancels; before interrupt and abort, which wait for it no
     * longer than 20 ms. If the request has already expired it runs at once, on the calling thread, also when the request
     * has ended meanwhile: work of it that goes on elsewhere is ended too. What it throws is logged.
     *
     * @return how to take it back when that piece of work is done
     */
    Registration onExpiry(Runnable handle);

    /**
     * Whether a shielded section or a commit of the request runs, which holds the deadline's actions off. What bounds a call
     * by {@link #remaining} leaves it unbounded then: the call may be the very work that must not be cut in two.
     */
    boolean isShielded();

    /**
     * For what ends a wait of the calling thread by an interrupt of its own: takes that back, by clearing the thread's flag.
     * The interrupt that the request's policy asks for, and that may have come meanwhile, stays.
     */
    void takeBackInterrupt();

    /**
     * Runs a section that must not be interrupted or answered over, such as a commit or a payment. A deadline that passes
     * meanwhile is enforced when the section ends, or after the policy's {@code max-shield}; the log says so. Sections
     * nest; the outermost counts.
     *
     * @throws RequestTimeoutException if the request has already expired under a policy that cancels, interrupts or
     *     aborts; the section has then not begun
     * @throws X what the section throws
     */
    <X extends Exception> void shield(Section<X> section) throws X;

    /**
     * Runs a section as {@link #shield(Section)} does, and returns its value.
     *
     * @throws RequestTimeoutException as {@link #shield(Section)} does
     * @throws X what the section throws
     */
    <T extends @Nullable Object, X extends Exception> T shield(ValueSection<T, X> section) throws X;

    /**
     * A piece of the request's work for another thread, such as one of a pool. While it runs, {@link #current()} of its
     * thread is this deadline, and the thread is interrupted at the deadline as the request's own is. A thread that works
     * for the request already just runs it.
     *
     * <p>When its turn comes after the request has expired under a policy that cancels, interrupts or aborts, the task does
     * not begin: {@code run} throws a {@link RequestTimeoutException}. When the request has completed in time, the task
     * runs, without a deadline and undisturbed: a mail that is sent after the answer.
     *
     * @return the task itself where there is no request
     */
    Runnable wrap(Runnable task);

    /**
     * As {@link #wrap(Runnable)}, for a task with a result.
     *
     * @param <T> its result
     */
    <T extends @Nullable Object> Callable<T> wrap(Callable<T> task);

    /**
     * As {@link #wrap(Callable)}, for {@code CompletableFuture.supplyAsync}. It has a name of its own because a lambda could
     * be either.
     *
     * @param <T> its result
     */
    <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> task);

    /**
     * An executor for pieces of the request's work: each runs as one of {@link #wrap(Runnable)} does. What it is given after
     * the request has expired is refused at once with a {@link RequestTimeoutException}. Of what is queued by then, a {@code
     * RunnableFuture} is cancelled; a task of {@code CompletableFuture}, which completes its future only by running, runs and
     * sees the expired deadline, so that nobody waits in vain: wrap what it is to do, not its executor, where it must not
     * begin; any other task is dropped, with a line in the log.
     *
     * @return the executor itself where there is no request
     */
    Executor wrap(Executor executor);

    /** A handle that waits for the expiry of its request. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /**
         * Takes the handle back: it will not be started any more. Does not wait for one that is just running. Closing
         * twice, or after the expiry, has no effect.
         */
        @Override
        void close();
    }

    /**
     * Work that must not be cut in two.
     *
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Section<X extends Exception> {

        /** Does the work. */
        void run() throws X;
    }

    /**
     * Work that must not be cut in two and has a result.
     *
     * @param <T> its result
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface ValueSection<T extends @Nullable Object, X extends Exception> {

        /** Does the work. */
        T call() throws X;
    }
}
