package dev.curfew.jdbc;

import static dev.curfew.TimeoutAction.CANCEL;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.curfew.CommitFence;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.sql.Connection;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionWaitTest {

    private static final long SEED = 20_261_121;

    private final ManualWatchdog test = new ManualWatchdog();
    private final Connection connection = mock(Connection.class);
    private volatile boolean waiting;
    private volatile boolean released;

    /** How a wait has ended. */
    private record End(@Nullable Throwable thrown, boolean interrupted) {}

    @AfterEach
    void end() {
        released = true;
        test.close();
    }

    /** Waits in a request of a thread of its own. */
    private FutureTask<End> begin(Callable<Connection> source, TimeoutAction... actions) throws Exception {
        return begin(false, source, actions);
    }

    private FutureTask<End> begin(boolean interrupted, Callable<Connection> source, TimeoutAction... actions)
            throws Exception {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(Duration.ofSeconds(10)).onTimeout(actions).build();
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<End> task = new FutureTask<>(() -> {
            try (InFlightRequest request = test.watch(policy, RequestDescription.of("GET", "/wait"))) {
                CommitFence fence = CommitFence.current();
                assertThat(fence).isNotNull();
                assertThat(fence.deadline().requestId()).isEqualTo(request.id());
                begun.countDown();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                Throwable thrown = catchThrowable(() -> new ConnectionWait(fence).get(() -> call(source)));
                return new End(thrown, Thread.interrupted());
            }
        });
        Thread thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        return task;
    }

    private static Connection call(Callable<Connection> source) {
        try {
            return source.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pool that ignores interrupts until the test releases it. */
    private Connection slowly() {
        waiting = true;
        spinUntil(() -> released);
        return connection;
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static End result(FutureTask<End> task) throws Exception {
        return task.get(20, TimeUnit.SECONDS);
    }

    @Test
    void ownInterruptIsTakenBackAndTheConnectionGivenBack() throws Exception {
        FutureTask<End> task = begin(
                () -> {
                    waiting = true;
                    spinUntil(() -> Thread.currentThread().isInterrupted());
                    return connection;
                },
                CANCEL);
        Awaitility.await().until(() -> waiting);
        test.passSeconds(10);
        End end = result(task);
        assertThat(end.thrown()).isInstanceOf(SQLTimeoutException.class);
        assertThat(end.interrupted()).isFalse();
        verify(connection).close();
    }

    @Test
    void requestsInterruptThatComesAfterOursStays() throws Exception {
        CountDownLatch ours = new CountDownLatch(1);
        FutureTask<End> task = begin(
                () -> {
                    waiting = true;
                    spinUntil(() -> Thread.currentThread().isInterrupted());
                    ours.countDown();
                    return slowly();
                },
                CANCEL,
                INTERRUPT);
        Awaitility.await().until(() -> waiting);
        test.passSeconds(10);
        assertThat(ours.await(20, TimeUnit.SECONDS)).isTrue();
        test.passSeconds(0.02); // the request waits no longer for its handles
        released = true;
        End end = result(task);
        assertThat(end.thrown()).isInstanceOf(SQLTimeoutException.class);
        assertThat(end.interrupted()).isTrue();
    }

    @Test
    void interruptThatWasThereBeforeStays() throws Exception {
        FutureTask<End> task = begin(true, this::slowly, CANCEL);
        Awaitility.await().until(() -> waiting);
        test.passSeconds(10);
        Awaitility.await().until(ConnectionWaitTest::isBeingEnded);
        released = true;
        End end = result(task);
        assertThat(end.thrown()).isInstanceOf(SQLTimeoutException.class);
        assertThat(end.interrupted()).isTrue();
    }

    private static boolean isBeingEnded() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getMethodName().equals("awaitLeft"));
    }

    /** The deadline passes before, in, and after the wait, and between its steps. */
    @Test
    void interruptOfAnotherStaysWheneverTheDeadlinePasses() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            int before = random.nextInt(200);
            boolean interrupted = random.nextBoolean();
            FutureTask<End> task = begin(
                    interrupted,
                    () -> {
                        pause(before);
                        return connection;
                    },
                    CANCEL);
            pause(random.nextInt(2_000));
            test.passSeconds(10);
            End end = result(task);
            assertThat(end.interrupted()).as("run " + i).isEqualTo(interrupted);
        }
    }

    private static void pause(int spins) {
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }
}
