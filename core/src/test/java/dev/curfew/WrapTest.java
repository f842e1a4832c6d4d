package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Work that application code hands to another thread. */
class WrapTest {

    private final TestWatchdog test = new TestWatchdog();
    private final OtherThread worker = new OtherThread();
    private final AtomicBoolean ran = new AtomicBoolean();

    @AfterEach
    void end() {
        test.close();
        worker.close();
        assertThat(Thread.interrupted()).as("leaked").isFalse();
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** What the worker has left of a request. */
    private void assertWorkerIsFree() {
        assertThat(worker.call(CurrentRequest::take)).isNull();
        assertThat(worker.call(WrapTest::isInterrupted)).isFalse();
    }

    /** A task of this request, whose turn comes. */
    private void assertRefused(WatchedRequest request, Deadline deadline) {
        Runnable task = deadline.wrap(() -> ran.set(true));
        Callable<Boolean> callable = deadline.wrap(() -> ran.getAndSet(true));
        Supplier<Boolean> supplier = deadline.wrapSupplier(() -> ran.getAndSet(true));
        test.passSeconds(10);
        assertThat(request.isExpired()).isTrue();
        worker.run(() -> {
            assertThatThrownBy(task::run)
                    .isInstanceOf(RequestTimeoutException.class)
                    .hasMessageContaining(request.id());
            assertThatThrownBy(callable::call).isInstanceOf(RequestTimeoutException.class);
            assertThatThrownBy(supplier::get).isInstanceOf(RequestTimeoutException.class);
        });
        assertThat(ran).isFalse();
        assertWorkerIsFree();
    }

    @Test
    void taskHasTheDeadlineOfItsRequestAndItsThreadHasNoneAfterwards() {
        WatchedRequest request = test.watch(tenSeconds());
        Callable<String> task = request.deadline().wrap(() -> Deadline.current().requestId());
        Supplier<String> supplier =
                request.deadline().wrapSupplier(() -> Deadline.current().requestId());
        assertThat(worker.call(task)).isEqualTo(request.id());
        assertThat(worker.call(supplier::get)).isEqualTo(request.id());
        worker.run(request.deadline()
                .wrap(() -> ran.set(Deadline.current().requestId().equals(request.id())))::run);
        assertThat(ran).isTrue();
        assertWorkerIsFree();
    }

    @Test
    void taskThatFailsLeavesItsThreadFree() {
        Callable<String> task = test.watch(tenSeconds()).deadline().wrap((Callable<String>) () -> {
            throw new IllegalStateException("failed");
        });
        worker.run(() -> assertThatThrownBy(task::call).hasMessage("failed"));
        assertWorkerIsFree();
    }

    @Test
    void runningTaskIsInterruptedAtTheDeadline() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        Runnable task = request.deadline().wrap(() -> {
            test.passSeconds(10);
            ran.set(isInterrupted());
        });
        worker.run(task::run);
        assertThat(ran).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertWorkerIsFree();
    }

    @Test
    void runningTaskIsTheOnlyOneThatIsInterruptedOnceTheHandlerHasLeft() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        Runnable task = request.deadline().wrap(() -> {
            test.passSeconds(10);
            ran.set(isInterrupted());
        });
        request.detach();
        worker.run(task::run);
        assertThat(ran).isTrue();
        assertThat(isInterrupted()).isFalse();
        assertWorkerIsFree();
    }

    @ParameterizedTest
    @EnumSource(value = TimeoutAction.class, mode = Mode.EXCLUDE, names = "LOG")
    void taskThatIsQueuedWhenItsRequestExpiresDoesNotBegin(TimeoutAction action) {
        WatchedRequest request = test.watch(tenSeconds(action), new RecordingHandler());
        assertRefused(request, request.deadline());
        request.close();
    }

    @Test
    void taskOfAnExpiredRequestThatHasCompletedDoesNotBegin() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL));
        Runnable task = request.deadline().wrap(() -> ran.set(true));
        test.passSeconds(10);
        request.close();
        worker.run(() -> assertThatThrownBy(task::run).isInstanceOf(RequestTimeoutException.class));
        assertThat(ran).isFalse();
    }

    @Test
    void taskDoesNotBeginOnTheRequestsOwnThreadEither() {
        Runnable task = test.watch(tenSeconds(CANCEL)).deadline().wrap(() -> ran.set(true));
        test.passSeconds(10);
        assertThatThrownBy(task::run).isInstanceOf(RequestTimeoutException.class);
        assertThat(ran).isFalse();
    }

    @Test
    void underAPolicyThatOnlyLogsEveryTaskRuns() {
        Deadline deadline = test.watch(tenSeconds()).deadline();
        Callable<Boolean> task = deadline.wrap(() -> Deadline.current().isExpired());
        test.passSeconds(10);
        assertThat(worker.call(task)).isTrue();
        deadline.wrap(worker.executor()).execute(() -> ran.set(true));
        worker.run(() -> {});
        assertThat(ran).isTrue();
        assertWorkerIsFree();
    }

    @Test
    void taskOfARequestThatCompletedInTimeRunsWithoutADeadline() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL, INTERRUPT));
        Callable<Boolean> task = request.deadline().wrap(() -> {
            test.passSeconds(10);
            return Deadline.current().isUnlimited() && !isInterrupted();
        });
        request.close();
        assertThat(worker.call(task)).isTrue();
        assertWorkerIsFree();
    }

    @Test
    void taskWhoseRequestCompletesMeanwhileGoesOnWithoutADeadline() {
        WatchedRequest request = test.watch(tenSeconds(CANCEL, INTERRUPT));
        Callable<Boolean> task = request.deadline().wrap(() -> {
            request.close();
            test.passSeconds(10);
            return Deadline.current().isUnlimited() && !isInterrupted();
        });
        assertThat(worker.call(task)).isTrue();
        assertWorkerIsFree();
    }

    @ParameterizedTest
    @EnumSource(value = TimeoutAction.class, mode = Mode.EXCLUDE, names = "LOG")
    void taskThatOutlivesItsExpiredRequestStaysExpired(TimeoutAction action) {
        WatchedRequest request = test.watch(tenSeconds(action), new RecordingHandler());
        Callable<String> task = request.deadline().wrap(() -> {
            test.passSeconds(10);
            request.completeNow(Completion.normal());
            assertThatThrownBy(() -> Deadline.current().throwIfExpired()).isInstanceOf(RequestTimeoutException.class);
            CommitFence fence = CommitFence.current();
            assertThat(fence).isNotNull();
            assertThat(fence.refusesCommits()).isEqualTo(action != INTERRUPT);
            return Deadline.current().requestId();
        });
        assertThat(worker.call(task)).isEqualTo(request.id());
        assertThat(Deadline.current().isUnlimited()).isTrue();
        assertWorkerIsFree();
        Thread.interrupted();
        request.detach();
    }

    @Test
    void taskThatOutlivesARequestThatIsOnlyLoggedHasNoDeadline() {
        WatchedRequest request = test.watch(tenSeconds());
        Callable<Boolean> task = request.deadline().wrap(() -> {
            test.passSeconds(10);
            request.completeNow(Completion.normal());
            return Deadline.current().isUnlimited();
        });
        assertThat(worker.call(task)).isTrue();
    }

    @Test
    void flagThatATaskLeavesAfterItsRequestIsTakenAway() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        Runnable task = request.deadline().wrap(() -> {
            test.passSeconds(10);
            ran.set(isInterrupted());
            request.completeNow(Completion.normal());
            test.watch(tenSeconds()).close();
        });
        request.detach();
        worker.run(task::run);
        assertThat(ran).isTrue();
        assertWorkerIsFree();
    }

    @Test
    void taskOnAThreadOfTheRequestJustRuns() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        request.deadline().wrap(() -> ran.set(true)).run();
        assertThat(ran).isTrue();
        assertThat(Deadline.current().requestId()).isEqualTo(request.id());
        test.passSeconds(10);
        assertThat(isInterrupted()).isTrue();
        request.close();
    }

    @Test
    void threadOfAnotherRequestGoesBackToThat() {
        Deadline deadline = test.watch(tenSeconds(INTERRUPT)).deadline();
        Callable<String> task = deadline.wrap(() -> Deadline.current().requestId());
        WatchedRequest own = worker.call(() -> test.watch(tenSeconds()));
        assertThat(worker.call(task)).isEqualTo(deadline.requestId());
        assertThat(worker.call(() -> Deadline.current().requestId())).isEqualTo(own.id());
        worker.run(own::close);
        assertWorkerIsFree();
    }

    @Test
    void outsideARequestNothingIsWrapped() {
        Runnable task = () -> {};
        Callable<String> callable = () -> "";
        Supplier<String> supplier = () -> "";
        Deadline deadline = Deadline.current();
        assertThat(deadline.wrap(task)).isSameAs(task);
        assertThat(deadline.wrap(callable)).isSameAs(callable);
        assertThat(deadline.wrapSupplier(supplier)).isSameAs(supplier);
        assertThat(deadline.wrap(worker.executor())).isNotNull();
    }

    // ---- an executor

    @Test
    void futureThroughAnExecutorHasTheDeadline() {
        WatchedRequest request = test.watch(tenSeconds());
        Executor executor = request.deadline().wrap(worker.executor());
        assertThat(OtherThread.result(
                        CompletableFuture.supplyAsync(() -> Deadline.current().requestId(), executor)))
                .isEqualTo(request.id());
        worker.run(() -> {});
        assertWorkerIsFree();
    }

    @Test
    void executorRefusesAtOnceWhatItIsGivenAfterTheExpiry() {
        Deadline deadline = test.watch(tenSeconds(CANCEL)).deadline();
        Executor executor = deadline.wrap(worker.executor());
        test.passSeconds(10);
        assertThatThrownBy(() -> executor.execute(() -> ran.set(true))).isInstanceOf(RequestTimeoutException.class);
        assertThat(CompletableFuture.completedFuture("").thenAcceptAsync(value -> ran.set(true), executor))
                .isCompletedExceptionally();
        assertThat(ran).isFalse();
    }

    /** What is queued by an executor when its request expires, and then has its turn. */
    private void queueUntilExpired(Deadline deadline, Consumer<Executor> task) {
        Queue<Runnable> queue = new ArrayDeque<>();
        task.accept(deadline.wrap(queue::add));
        test.passSeconds(10);
        worker.run(() -> queue.remove().run());
        assertWorkerIsFree();
    }

    @Test
    void queuedFutureIsCancelled() {
        FutureTask<Boolean> future = new FutureTask<>(() -> ran.getAndSet(true));
        queueUntilExpired(test.watch(tenSeconds(CANCEL)).deadline(), executor -> executor.execute(future));
        assertThat(future).isCancelled();
        assertThat(ran).isFalse();
    }

    @Test
    void queuedTaskThatNobodyCanWaitForIsDropped() {
        queueUntilExpired(test.watch(tenSeconds(CANCEL)).deadline(), executor -> executor.execute(() -> ran.set(true)));
        assertThat(ran).isFalse();
    }

    @Test
    void queuedTaskOfACompletableFutureRunsAndSeesTheExpiredDeadline() {
        WatchedRequest request = test.watch(tenSeconds(INTERRUPT));
        request.detach();
        CompletableFuture<?>[] future = new CompletableFuture<?>[1];
        queueUntilExpired(
                request.deadline(),
                executor -> future[0] = CompletableFuture.runAsync(
                        () -> {
                            ran.set(isInterrupted());
                            Deadline.current().throwIfExpired();
                        },
                        executor));
        assertThat(future[0]).isCompletedExceptionally();
        assertThat(ran).isTrue();
    }

    @Test
    void queuedSupplierOfACompletableFutureDoesNotBegin() {
        Deadline deadline = test.watch(tenSeconds(CANCEL)).deadline();
        Queue<Runnable> queue = new ArrayDeque<>();
        CompletableFuture<Boolean> future =
                CompletableFuture.supplyAsync(deadline.wrapSupplier(() -> ran.getAndSet(true)), queue::add);
        test.passSeconds(10);
        worker.run(() -> queue.remove().run());
        assertThatThrownBy(future::join).hasCauseInstanceOf(RequestTimeoutException.class);
        assertThat(ran).isFalse();
    }
}
