package dev.curfew.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.curfew.Completion;
import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTimeLimiterTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofMillis(500); // a call that has not begun by then would not begin
    private static final RequestDescription ORDERS = RequestDescription.of("GET", "/orders");

    private final Watchdog watchdog = Watchdog.builder().logging(false).build();
    private final ManualWatchdog manual = new ManualWatchdog();
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "scheduler"));
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        scheduler.shutdownNow();
        manual.close();
        watchdog.close();
    }

    private TimeLimiter limiter(Duration timeout) {
        return limiter(TimeLimiterConfig.custom().timeoutDuration(timeout).build());
    }

    private TimeLimiter limiter(TimeLimiterConfig config) {
        TimeLimiter raw = TimeLimiter.of("stock", config, Map.of("shop", "1"));
        raw.getEventPublisher().onEvent(event -> events.add(event.getEventType().name()));
        return DeadlineTimeLimiter.of(raw);
    }

    private InFlightRequest watch(Duration timeout, TimeoutAction... actions) {
        return watchdog.watch(TimeoutPolicy.builder(timeout).onTimeout(actions).build(), ORDERS);
    }

    private static void awaitExpiry(InFlightRequest request) {
        while (!request.isExpired()) {
            Thread.onSpinWait();
        }
    }

    private static final String TIMED_OUT = "TimeLimiter 'stock' recorded a timeout exception.";

    // ---- futures

    @Test
    void waitForAFutureEndsAtTheDeadlineAndCancelsIt() {
        CompletableFuture<String> future = new CompletableFuture<>();
        TimeLimiter limiter = limiter(LONG);
        try (InFlightRequest request = watch(SOON, TimeoutAction.CANCEL)) {
            assertThatThrownBy(() -> limiter.executeFutureSupplier(() -> future))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage(TIMED_OUT);
            assertThat(request.isExpired()).isTrue();
        }
        assertThat(future).isCancelled();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void waitForAFutureThatIsNotToBeCancelledEndsAtTheDeadline() {
        TimeLimiterConfig config = TimeLimiterConfig.custom()
                .timeoutDuration(LONG)
                .cancelRunningFuture(false)
                .build();
        CompletableFuture<String> future = new CompletableFuture<>();
        TimeLimiter limiter = limiter(config);
        try (InFlightRequest request = watch(SOON, TimeoutAction.CANCEL)) {
            assertThatThrownBy(() -> limiter.executeFutureSupplier(() -> future))
                    .isInstanceOf(TimeoutException.class);
            assertThat(request.isExpired()).isTrue();
        }
        assertThat(future).isNotDone();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void waitForAFutureEndsWhenTheDeadlineIsMovedForward() {
        CompletableFuture<String> future = new CompletableFuture<>();
        TimeLimiter limiter = limiter(LONG);
        CompletableFuture<String> begun = new CompletableFuture<>();
        Executor soon = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS, scheduler);
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            Deadline deadline = Deadline.current();
            Runnable move = () -> deadline.restart(Duration.ofMillis(20));
            CompletableFuture<Void> moved = begun.thenRunAsync(move, soon);
            assertThatThrownBy(() -> limiter.executeFutureSupplier(() -> {
                        begun.complete("the wait");
                        return future;
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(moved).succeedsWithin(Duration.ofSeconds(10));
            assertThat(request.isExpired()).isTrue();
        }
        assertThat(future).isCancelled();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void ownTimeoutThatIsShorterEndsTheWait() {
        CompletableFuture<String> future = new CompletableFuture<>();
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            assertThatThrownBy(() -> limiter(Duration.ofMillis(20)).executeFutureSupplier(() -> future))
                    .isInstanceOf(TimeoutException.class);
            assertThat(request.isExpired()).isFalse();
        }
        assertThat(future).isCancelled();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void resultsAndFailuresOfAFutureAreAsWithoutTheView() throws Exception {
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            assertThat(limiter(LONG).executeFutureSupplier(() -> CompletableFuture.completedFuture("7")))
                    .isEqualTo("7");
            Future<String> failed = CompletableFuture.failedFuture(new IllegalStateException("failed"));
            assertThatThrownBy(() -> limiter(LONG).executeFutureSupplier(() -> failed))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(request.isExpired()).isFalse();
        }
        assertThat(events).containsExactly("SUCCESS", "ERROR");
    }

    @Test
    void shieldedSectionHoldsTheDeadlineOffFromItsFuture() throws Exception {
        CompletableFuture<String> paidLate = new CompletableFuture<>() {
            private int waits;

            @Override
            public String get(long timeout, TimeUnit unit)
                    throws InterruptedException, ExecutionException, TimeoutException {
                if (waits++ > 0) {
                    complete("paid");
                }
                return super.get(timeout, unit);
            }
        };
        try (InFlightRequest request = manual.watch(
                TimeoutPolicy.builder(Duration.ofSeconds(10))
                        .onTimeout(TimeoutAction.CANCEL)
                        .build(),
                ORDERS)) {
            String result = request.deadline().shield(() -> {
                manual.passSeconds(11); // nothing is left
                return limiter(LONG).executeFutureSupplier(() -> paidLate);
            });
            assertThat(result).isEqualTo("paid");
        }
        assertThat(events).containsExactly("SUCCESS");
    }

    // ---- completion stages

    @Test
    void stageEndsAtTheDeadlineAndIsCancelled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        TimeLimiter limiter = limiter(LONG);
        try (InFlightRequest request = watch(SOON, TimeoutAction.CANCEL)) {
            CompletionStage<String> stage = limiter.executeCompletionStage(scheduler, () -> future);
            assertThatThrownBy(() -> stage.toCompletableFuture().join())
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining(TIMED_OUT);
            assertThat(request.isExpired()).isTrue();
        }
        assertThat(future).isCancelled();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void stageEndsWhenTheDeadlineIsMovedForward() {
        CompletableFuture<String> future = new CompletableFuture<>();
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            CompletionStage<String> stage = limiter(LONG).executeCompletionStage(scheduler, () -> future);
            request.deadline().restart(Duration.ofMillis(20));
            assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(future).isCancelled();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void stageIsCancelledAtItsOwnTimeoutToo() {
        CompletableFuture<String> future = new CompletableFuture<>();
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            CompletionStage<String> stage =
                    limiter(Duration.ofMillis(20)).executeCompletionStage(scheduler, () -> future);
            assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(TimeoutException.class);
            assertThat(request.isExpired()).isFalse();
        }
        assertThat(future).isCancelled();
        assertThat(events).containsExactly("TIMEOUT");
    }

    @Test
    void resultsAndFailuresOfAStageAreAsWithoutTheView() {
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            CompletableFuture<String> future = new CompletableFuture<>();
            CompletionStage<String> stage = limiter(LONG).executeCompletionStage(scheduler, () -> future);
            future.complete("7");
            assertThat(stage.toCompletableFuture().join()).isEqualTo("7");
            CompletableFuture<String> failed = new CompletableFuture<>();
            CompletionStage<String> failing =
                    limiter(LONG).executeCompletionStage(scheduler, () -> failed.thenApply(String::trim));
            failed.completeExceptionally(new IllegalStateException("failed"));
            assertThatThrownBy(() -> failing.toCompletableFuture().join())
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(request.isExpired()).isFalse();
        }
        assertThat(events).containsExactly("SUCCESS", "ERROR");
    }

    @Test
    void stageOfARequestThatHasCompletedHasItsOwnTimeoutAlone() {
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletionStage<String> stage;
        try (InFlightRequest request = watch(LONG, TimeoutAction.CANCEL)) {
            stage = limiter(LONG).executeCompletionStage(scheduler, () -> future);
            request.complete(Completion.normal());
        }
        future.complete("7");
        assertThat(stage.toCompletableFuture().join()).isEqualTo("7");
    }

    // ---- too late

    @Test
    void nothingBeginsOnceTheRequestHasExpired() {
        List<String> begun = new CopyOnWriteArrayList<>();
        try (InFlightRequest request = watch(Duration.ofMillis(1), TimeoutAction.CANCEL)) {
            awaitExpiry(request);
            assertThatThrownBy(() -> limiter(LONG).executeFutureSupplier(() -> {
                        begun.add("future");
                        return new CompletableFuture<String>();
                    }))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage(TIMED_OUT);
            CompletionStage<String> stage = limiter(LONG).executeCompletionStage(scheduler, () -> {
                begun.add("stage");
                return new CompletableFuture<String>();
            });
            assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(begun).isEmpty();
        assertThat(events).containsExactly("TIMEOUT", "TIMEOUT");
    }

    @Test
    void policyThatDoesNotCancelLeavesTheLimiterAsItIs() throws Exception {
        try (InFlightRequest request = watch(Duration.ofMillis(1))) {
            awaitExpiry(request);
            assertThat(limiter(LONG).executeFutureSupplier(() -> CompletableFuture.completedFuture("7")))
                    .isEqualTo("7");
            CompletableFuture<String> future = new CompletableFuture<>();
            CompletionStage<String> stage =
                    limiter(Duration.ofMillis(20)).executeCompletionStage(scheduler, () -> future);
            assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(TimeoutException.class);
            assertThat(future).isCompletedExceptionally().isNotCancelled(); // as resilience4j does
        }
        assertThat(events).containsExactly("SUCCESS", "TIMEOUT");
    }

    @Test
    void outsideARequestTheLimiterIsAsItIs() throws Exception {
        assertThat(Deadline.current().isUnlimited()).isTrue();
        assertThat(limiter(LONG).executeFutureSupplier(() -> CompletableFuture.completedFuture("7")))
                .isEqualTo("7");
        assertThat(events).containsExactly("SUCCESS");
    }

    // ---- what it looks like

    @Test
    void viewHasWhatTheLimiterHas() {
        TimeLimiter raw = TimeLimiter.of("stock", TimeLimiterConfig.ofDefaults(), Map.of("shop", "1"));
        TimeLimiter view = DeadlineTimeLimiter.of(raw);
        assertThat(view.getName()).isEqualTo("stock");
        assertThat(view.getTags()).containsExactly(Map.entry("shop", "1"));
        assertThat(view.getTimeLimiterConfig()).isSameAs(raw.getTimeLimiterConfig());
        assertThat(view.getEventPublisher()).isSameAs(raw.getEventPublisher());
        assertThat(DeadlineTimeLimiter.of(view)).isSameAs(view);
        assertThat(view).isEqualTo(DeadlineTimeLimiter.of(raw)).hasSameHashCodeAs(DeadlineTimeLimiter.of(raw));
    }

    @Test
    void registryGivesViewsOfTheLimitersThatItKeeps() {
        TimeLimiterRegistry raw = TimeLimiterRegistry.ofDefaults();
        TimeLimiterRegistry view = DeadlineTimeLimiter.of(raw);
        TimeLimiterConfig config =
                TimeLimiterConfig.custom().timeoutDuration(LONG).build();
        view.addConfiguration("long", config);
        List<TimeLimiter> views = List.of(
                view.timeLimiter("a"),
                view.timeLimiter("b", Map.of()),
                view.timeLimiter("c", config),
                view.timeLimiter("d", config, Map.of()),
                view.timeLimiter("e", () -> config),
                view.timeLimiter("f", () -> config, Map.of()),
                view.timeLimiter("g", "long"),
                view.timeLimiter("h", "long", Map.of()));
        assertThat(views).allMatch(CappedTimeLimiter.class::isInstance);
        assertThat(view.getAllTimeLimiters()).containsExactlyInAnyOrderElementsOf(views);
        assertThat(raw.getAllTimeLimiters()).hasSize(8).noneMatch(CappedTimeLimiter.class::isInstance);
        assertThat(view.find("g").orElseThrow()).isEqualTo(views.get(6));
        assertThat(view.timeLimiter("a")).isEqualTo(views.get(0));

        assertThat(view.replace("a", DeadlineTimeLimiter.of(TimeLimiter.of("a", config))))
                .contains(views.get(0));
        assertThat(raw.find("a").orElseThrow()).isNotInstanceOf(CappedTimeLimiter.class);
        assertThat(view.remove("b")).contains(views.get(1));
        assertThat(raw.find("b")).isEmpty();

        assertThat(view.getConfiguration("long")).contains(config);
        assertThat(view.removeConfiguration("long")).isSameAs(config);
        assertThat(view.getDefaultConfig()).isSameAs(raw.getDefaultConfig());
        assertThat(view.getTags()).isSameAs(raw.getTags());
        assertThat(view.getEventPublisher()).isSameAs(raw.getEventPublisher());
        assertThat(DeadlineTimeLimiter.of(view)).isSameAs(view);
    }
}
