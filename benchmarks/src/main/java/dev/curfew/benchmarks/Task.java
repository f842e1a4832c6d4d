package dev.curfew.benchmarks;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.Watchdog;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Timeout;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** A library that runs a piece of work under a timeout; {@link #SUBMIT} has none, and shows what the other thread costs. */
enum Task {
    CURFEW("curfew", "", pool -> {
        Watchdog watchdog = Watchdog.builder().build();
        RequestTimeout timeout = RequestTimeout.anHour();
        RequestDescription description = RequestDescription.of("RUN", "work");
        return work -> {
            try (InFlightRequest request = watchdog.watch(timeout.policy(), description)) {
                return work.call();
            }
        };
    }),
    FAILSAFE("failsafe", "one event, no warning", pool -> {
        FailsafeExecutor<Object> executor = Failsafe.with(
                Timeout.builder(Duration.ofHours(1)).withInterrupt().build());
        return work -> executor.get(work::call);
    }),
    RESILIENCE4J_FUTURE("resilience4j-future", "runs the work on another thread, no warning", pool -> {
        TimeLimiter limiter = TimeLimiter.of(Duration.ofHours(1));
        return work -> limiter.executeFutureSupplier(() -> pool.submit(work));
    }),
    RESILIENCE4J_STAGE("resilience4j-stage", "runs the work on another thread, stops nothing, no warning", pool -> {
        TimeLimiter limiter = TimeLimiter.of(Duration.ofHours(1));
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(Task::daemon);
        return work -> {
            Supplier<Object> supplier = () -> called(work);
            return limiter.executeCompletionStage(scheduler, () -> CompletableFuture.supplyAsync(supplier, pool))
                    .toCompletableFuture()
                    .get();
        };
    }),
    SUBMIT("submit", "no timeout at all", pool -> work -> pool.submit(work).get());

    private final String label;
    private final String less;
    private final Opening opening;

    Task(String label, String less, Opening opening) {
        this.label = label;
        this.less = less;
        this.opening = opening;
    }

    /** Runs work and returns its result. */
    interface Runner {
        Object run(Callable<Object> work) throws Exception;
    }

    private interface Opening {
        Runner open(ExecutorService pool);
    }

    static Task of(String label) {
        return Arrays.stream(values())
                .filter(task -> task.label.equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("task: " + label));
    }

    String label() {
        return label;
    }

    /** What it does less than Curfew, which the page says. */
    String less() {
        return less;
    }

    Runner open() {
        return opening.open(Executors.newFixedThreadPool(1, Task::daemon));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "pool");
        thread.setDaemon(true);
        return thread;
    }

    private static Object called(Callable<Object> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
