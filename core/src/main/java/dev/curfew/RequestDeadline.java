package dev.curfew;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A watched request as its own code sees it. */
final class RequestDeadline implements Deadline {

    /** Longer than any policy allows: what is beyond is cut by the policy anyway. */
    private static final Duration FURTHEST = Durations.LONGEST.multipliedBy(2);

    private static final long FURTHEST_NANOS = FURTHEST.toNanos();

    private final WatchedRequest request;

    RequestDeadline(WatchedRequest request) {
        this.request = request;
    }

    @Override
    public String requestId() {
        return request.id();
    }

    @Override
    public boolean isUnlimited() {
        return request.has(StateWord.DISABLED);
    }

    @Override
    public boolean cancels() {
        return request.policy().cancels && !isUnlimited() && (request.isExpired() || !request.isCompleted());
    }

    @Override
    public Duration remaining() {
        return isUnlimited() ? UnlimitedDeadline.FOREVER : Duration.ofNanos(request.remainingNanos());
    }

    @Override
    public boolean isExpired() {
        return request.isExpired();
    }

    @Override
    public void throwIfExpired() {
        if (request.isExpired() && request.policy().enforces()) {
            throw request.timeoutException();
        }
    }

    @Override
    public Duration extendBy(Duration extension) {
        long moved = request.extendBy(nanos(checkExtension(extension)));
        request.watchdog.enforcer().moved(request, moved);
        return Duration.ofNanos(moved);
    }

    @Override
    public Duration restart(Duration timeout) {
        request.watchdog.enforcer().moved(request, request.restart(nanos(checkRestart(timeout))));
        return remaining();
    }

    @Override
    public void disable() {
        if (request.disable()) {
            request.watchdog.enforcer().disabled(request);
        }
    }

    @Override
    public Registration onExpiry(Runnable handle) {
        Registration registration = request.register(handle); // whatever the policy: another one may come into force
        if (registration != null) {
            return registration;
        }
        if (request.policy().cancels) {
            request.watchdog.enforcer().run(handle);
        }
        return () -> {};
    }

    @Override
    public boolean isShielded() {
        return request.has(StateWord.SHIELDED);
    }

    @Override
    public void takeBackInterrupt() {
        request.takeBackInterrupt();
    }

    @Override
    public <X extends Exception> void shield(Section<X> section) throws X {
        beginShield();
        try {
            section.run();
        } finally {
            request.endShield();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T shield(ValueSection<T, X> section) throws X {
        beginShield();
        try {
            return section.call();
        } finally {
            request.endShield();
        }
    }

    @Override
    public Runnable wrap(Runnable task) {
        Objects.requireNonNull(task, "task");
        return () -> new CarriedWork(request).run(task);
    }

    @Override
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        Objects.requireNonNull(task, "task");
        return () -> new CarriedWork(request).call(task::call);
    }

    @Override
    public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> task) {
        Objects.requireNonNull(task, "task");
        return () -> new CarriedWork(request).call(task::get);
    }

    @Override
    public Executor wrap(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        CarriedWork work = new CarriedWork(request);
        return task -> {
            throwIfExpired();
            executor.execute(() -> work.execute(task));
        };
    }

    private void beginShield() {
        if (!request.beginShield()) {
            throw request.timeoutException();
        }
    }

    static Duration checkExtension(Duration extension) {
        return checkPositive("extendBy", extension, "use restart to shorten a timeout");
    }

    static Duration checkRestart(Duration timeout) {
        return checkPositive("restart", timeout, "use disable to take the deadline away");
    }

    private static Duration checkPositive(String method, Duration duration, String remedy) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    method + ": " + Durations.text(duration) + " (expected: > 0; " + remedy + ")");
        }
        return duration;
    }

    /** As many nanoseconds as matter. */
    private static long nanos(Duration duration) {
        return duration.compareTo(FURTHEST) > 0 ? FURTHEST_NANOS : duration.toNanos();
    }
}
