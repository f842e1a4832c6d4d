package dev.curfew.resilience4j;

import dev.curfew.Deadline;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future that nobody waits for any longer than until the deadline. The wait ends with the request's expiry, not with its
 * remaining time: a shielded section holds it off, and a deadline that is moved moves it.
 */
final class CappedFuture<T> implements Future<T> {

    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Future<T> raw;
    private final Deadline deadline;
    private final boolean cancels;
    private volatile boolean expired;

    CappedFuture(Future<T> raw, Deadline deadline, boolean cancels) {
        this.raw = raw;
        this.deadline = deadline;
        this.cancels = cancels;
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Deadline.Registration registration = deadline.onExpiry(this::expire);
        try {
            return await(System.nanoTime() + unit.toNanos(timeout));
        } catch (CancellationException e) {
            if (expired) {
                throw new TimeoutException();
            }
            throw e;
        } finally {
            registration.close();
        }
    }

    /** Wakes the waiting thread, also where the deadline is earlier than when it began to wait. */
    private void expire() {
        expired = true;
        if (cancels) {
            raw.cancel(true);
        }
    }

    private T await(long endNanos) throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long ownNanos = endNanos - System.nanoTime();
            long nanos = Math.min(ownNanos, Math.max(deadline.remaining().toNanos(), MOMENT_NANOS));
            try {
                return raw.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (nanos == ownNanos || deadline.isExpired()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return raw.get();
    }

    @Override
    public boolean cancel(boolean interrupt) {
        return raw.cancel(interrupt);
    }

    @Override
    public boolean isCancelled() {
        return raw.isCancelled();
    }

    @Override
    public boolean isDone() {
        return raw.isDone();
    }
}
