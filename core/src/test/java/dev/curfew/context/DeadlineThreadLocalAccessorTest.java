package dev.curfew.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.CarriedRequest;
import dev.curfew.Completion;
import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshot.Scope;
import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // what a scope is for goes on around it
class DeadlineThreadLocalAccessorTest {

    private static final TimeoutPolicy TEN_SECONDS = TimeoutPolicy.builder(Duration.ofSeconds(10))
            .onTimeout(TimeoutAction.INTERRUPT)
            .build();

    private final ManualWatchdog watchdog = new ManualWatchdog();
    private final ContextSnapshotFactory snapshots =
            ContextSnapshotFactory.builder().build();
    private final ContextSnapshotFactory clearing =
            ContextSnapshotFactory.builder().clearMissing(true).build();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "worker"));

    @AfterEach
    void end() {
        worker.shutdown();
        watchdog.close();
        assertThat(Thread.interrupted()).as("leaked").isFalse();
        assertThat(CarriedRequest.current()).as("left").isNull();
    }

    private InFlightRequest watch() {
        return watchdog.watch(TEN_SECONDS, RequestDescription.of("GET", "/orders"));
    }

    private <T> T onWorker(Callable<T> task) throws Exception {
        return worker.submit(task).get();
    }

    private static String current() {
        return Deadline.current().requestId();
    }

    @Test
    void snapshotCarriesTheDeadlineToAnotherThread() throws Exception {
        InFlightRequest request = watch();
        ContextSnapshot snapshot = snapshots.captureAll();
        assertThat(onWorker(snapshot.wrap(DeadlineThreadLocalAccessorTest::current)))
                .isEqualTo(request.id());
        assertThat(onWorker(CarriedRequest::current)).isNull();
    }

    @Test
    void executorOfTheLibraryCarriesTheDeadline() throws Exception {
        InFlightRequest request = watch();
        ExecutorService carrying = ContextExecutorService.wrap(worker, snapshots::captureAll);
        assertThat(carrying.submit(DeadlineThreadLocalAccessorTest::current).get())
                .isEqualTo(request.id());
        assertThat(onWorker(CarriedRequest::current)).isNull();
    }

    @Test
    void interruptReachesTheThreadInsideTheScopeAndDoesNotOutliveIt() throws Exception {
        InFlightRequest request = watch();
        ContextSnapshot snapshot = snapshots.captureAll();
        request.detach();
        assertThat(onWorker(() -> {
                    boolean inside;
                    try (Scope scope = snapshot.setThreadLocals()) {
                        watchdog.passSeconds(10);
                        inside = Thread.currentThread().isInterrupted();
                    }
                    return inside && !Thread.currentThread().isInterrupted();
                }))
                .isTrue();
    }

    @Test
    void scopeOnTheRequestsOwnThreadDoesNotTakeThatFromTheRequest() {
        InFlightRequest request = watch();
        try (Scope scope = snapshots.captureAll().setThreadLocals()) {
            assertThat(current()).isEqualTo(request.id());
        }
        assertThat(current()).isEqualTo(request.id());
        watchdog.passSeconds(10);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        request.close();
    }

    @Test
    void scopesNest() throws Exception {
        InFlightRequest first = watch();
        ContextSnapshot ofFirst = snapshots.captureAll();
        InFlightRequest second = watch();
        ContextSnapshot ofSecond = snapshots.captureAll();
        assertThat(onWorker(() -> {
                    StringBuilder seen = new StringBuilder();
                    try (Scope outer = ofFirst.setThreadLocals()) {
                        try (Scope inner = ofSecond.setThreadLocals()) {
                            seen.append(current()).append(' ');
                            try (Scope again = ofFirst.setThreadLocals()) {
                                seen.append(current()).append(' ');
                            }
                            seen.append(current()).append(' ');
                        }
                        seen.append(current()).append(' ');
                    }
                    return seen.append(current()).toString();
                }))
                .isEqualTo(second.id() + ' ' + first.id() + ' ' + second.id() + ' ' + first.id() + ' ');
    }

    @Test
    void scopesThatAreClosedInAnotherOrderLeaveNothing() throws Exception {
        InFlightRequest first = watch();
        ContextSnapshot ofFirst = snapshots.captureAll();
        InFlightRequest second = watch();
        ContextSnapshot ofSecond = snapshots.captureAll();
        second.detach();
        first.detach();
        assertThat(onWorker(() -> {
                    Scope outer = ofFirst.setThreadLocals();
                    Scope inner = ofSecond.setThreadLocals();
                    outer.close();
                    inner.close();
                    watchdog.passSeconds(10);
                    return CarriedRequest.current() == null
                            && !Thread.currentThread().isInterrupted();
                }))
                .isTrue();
    }

    @Test
    void snapshotFromOutsideARequestHidesThatOfTheThreadIfItClears() {
        ContextSnapshot none = clearing.captureAll();
        InFlightRequest request = watch();
        ContextSnapshot own = clearing.captureAll();
        try (Scope outer = none.setThreadLocals()) {
            assertThat(current()).isEmpty();
            try (Scope inner = own.setThreadLocals()) {
                assertThat(current()).isEqualTo(request.id());
            }
            assertThat(current()).isEmpty();
        }
        assertThat(current()).isEqualTo(request.id());
    }

    @Test
    void scopeOfACompletedRequestHasNoDeadline() throws Exception {
        InFlightRequest request = watch();
        ContextSnapshot snapshot = snapshots.captureAll();
        request.close();
        assertThat(onWorker(snapshot.wrap(() -> Deadline.current().isUnlimited())))
                .isTrue();
        assertThat(onWorker(CarriedRequest::current)).isNull();
    }

    @Test
    void scopeOfAnExpiredRequestThatHasCompletedStaysExpired() throws Exception {
        InFlightRequest request = watch();
        ContextSnapshot snapshot = snapshots.captureAll();
        watchdog.passSeconds(10);
        request.close();
        assertThat(onWorker(snapshot.wrap(() -> Deadline.current().isExpired()
                        && !Thread.currentThread().isInterrupted())))
                .isTrue();
        assertThat(onWorker(CarriedRequest::current)).isNull();
    }

    @Test
    void scopeOutlivesItsRequest() throws Exception {
        InFlightRequest request = watch();
        ContextSnapshot snapshot = snapshots.captureAll();
        assertThat(onWorker(() -> {
                    try (Scope scope = snapshot.setThreadLocals()) {
                        request.complete(Completion.normal());
                        InFlightRequest own = watch();
                        own.close();
                    }
                    return CarriedRequest.current();
                }))
                .isNull();
    }

    @Test
    void valueTellsTheDeadline() {
        InFlightRequest request = watch();
        CarriedRequest value = new DeadlineThreadLocalAccessor().getValue();
        assertThat(value).isNotNull();
        assertThat(value.deadline().requestId()).isEqualTo(request.id());
        request.close();
        assertThat(value.deadline().isUnlimited()).isTrue();
    }
}
