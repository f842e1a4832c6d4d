package dev.curfew.context;

import dev.curfew.CarriedRequest;
import dev.curfew.Deadline;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Carries {@link Deadline#current()} with Micrometer's context propagation: through {@code ContextSnapshotFactory} and {@code
 * ContextExecutorService}, Reactor's automatic propagation, and Spring's {@code ContextPropagatingTaskDecorator}. Registered
 * as a service: nothing need be done.
 *
 * <p>A thread works for the request while the scope of a snapshot is open on it: the deadline is known there, and its
 * interrupt reaches the thread. Unlike a task of {@link Deadline#wrap(Runnable)} one that was queued when the request
 * expired begins, and sees the expired deadline: the library cannot refuse it.
 */
public final class DeadlineThreadLocalAccessor implements ThreadLocalAccessor<CarriedRequest> {

    /** The key of the value in snapshots and in Reactor's context. */
    public static final String KEY = "dev.curfew.deadline";

    /** For the service loader. */
    public DeadlineThreadLocalAccessor() {}

    /** {@value #KEY}. */
    @Override
    public Object key() {
        return KEY;
    }

    /** What the calling thread works for, or null. */
    @Override
    public @Nullable CarriedRequest getValue() {
        return CarriedRequest.current();
    }

    /** The calling thread works for this request until it is {@linkplain #restore(CarriedRequest) restored}. */
    @Override
    public void setValue(CarriedRequest value) {
        value.set();
    }

    /** The calling thread works for no request until it is {@linkplain #restore(CarriedRequest) restored}. */
    @Override
    public void setValue() {
        CarriedRequest.clear();
    }

    /** The calling thread works for what it worked for before, and has left what it took over since. */
    @Override
    public void restore(CarriedRequest previousValue) {
        CarriedRequest.backTo(previousValue);
    }

    /** The calling thread works for nothing, as before, and has left what it took over since. */
    @Override
    public void restore() {
        CarriedRequest.backTo(null);
    }
}
