package dev.curfew;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The deadline of code that works for no watched request: it never expires. */
final class UnlimitedDeadline implements Deadline {

    static final UnlimitedDeadline INSTANCE = new UnlimitedDeadline();
    static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private UnlimitedDeadline() {}

    @Override
    public String requestId() {
        return "";
    }

    @Override
    public boolean isUnlimited() {
        return true;
    }

    @Override
    public boolean cancels() {
        return false;
    }

    @Override
    public Duration remaining() {
        return FOREVER;
    }

    @Override
    public boolean isExpired() {
        return false;
    }

    @Override
    public void throwIfExpired() {}

    @Override
    public Duration extendBy(Duration extension) {
        RequestDeadline.checkExtension(extension);
        return Duration.ZERO;
    }

    @Override
    public Duration restart(Duration timeout) {
        RequestDeadline.checkRestart(timeout);
        return FOREVER;
    }

    @Override
    public void disable() {}

    @Override
    public Registration onExpiry(Runnable handle) {
        return () -> {};
    }

    @Override
    public Runnable wrap(Runnable task) {
        return task;
    }

    @Override
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        return task;
    }

    @Override
    public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> task) {
        return task;
    }

    @Override
    public Executor wrap(Executor executor) {
        return executor;
    }

    @Override
    public boolean isShielded() {
        return false;
    }

    @Override
    public void takeBackInterrupt() {
        boolean ignored = Thread.interrupted();
    }

    @Override
    public <X extends Exception> void shield(Section<X> section) throws X {
        section.run();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T shield(ValueSection<T, X> section) throws X {
        return section.call();
    }
}
