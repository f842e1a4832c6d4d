package dev.curfew.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.curfew.CommitFence;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningStatementsTest {

    private final ManualWatchdog test = new ManualWatchdog();
    private final List<String> cancels = new CopyOnWriteArrayList<>();
    private final RunningStatements running = new RunningStatements(this::cancel);
    private final Statement statement = mock(Statement.class, "one");
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean blocking;

    @AfterEach
    void end() {
        release.countDown();
        test.close();
    }

    private void cancel(Statement cancelled, boolean again) throws SQLException {
        cancels.add(cancelled + (again ? " again" : ""));
        if (blocking) {
            await(release);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The fence of a request of the test's thread. */
    private CommitFence request() {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(10))
                .onTimeout(TimeoutAction.CANCEL)
                .build();
        test.watch(policy, RequestDescription.of("GET", "/rows"));
        CommitFence fence = CommitFence.current();
        assertThat(fence).isNotNull();
        running.renew(fence);
        return fence;
    }

    /** What the thread of a cancel handle does. */
    private FutureTask<Boolean> expire(CommitFence fence) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            running.cancel(fence, () -> {});
            return true;
        });
        Thread thread = new Thread(task, "cancel");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void ends(FutureTask<?> task) throws Exception {
        assertThat(task.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    private void cancelled(String... expected) {
        Awaitility.await().untilAsserted(() -> assertThat(cancels).startsWith(expected));
    }

    @Test
    void openRowsAreCancelledOnceAndHoldNoThread() throws Exception {
        CommitFence fence = request();
        running.opened(statement);
        ends(expire(fence));
        assertThat(cancels).containsExactly("one");
        assertThatThrownBy(() -> running.begin(statement, fence)).isInstanceOf(SQLTimeoutException.class);
    }

    @Test
    void openRowsOfTheCallingThreadDoNotMakeItWaitForItself() {
        CommitFence fence = request();
        running.opened(statement);
        FutureTask<Boolean> bind = new FutureTask<>(() -> {
            running.cancel(fence, () -> {});
            running.closing(statement);
            running.closed(statement);
            return true;
        });
        new Thread(bind, "caller").start();
        assertThat(bind).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void rowsThatAreReadToTheirEndByBeingClosedAreCancelledAgain() throws Exception {
        CommitFence fence = request();
        running.opened(statement);
        ends(expire(fence));
        running.closing(statement);
        cancelled("one", "one again", "one again");
        running.closed(statement);
        running.finish();
        int before = cancels.size();
        running.closing(statement);
        running.closed(statement);
        assertThat(cancels).hasSize(before);
    }

    @Test
    void rowsThatCameInSpiteOfTheCancelAreCancelledWhenTheyAreClosed() throws Exception {
        CommitFence fence = request();
        running.begin(statement, fence);
        FutureTask<Boolean> cancel = expire(fence);
        cancelled("one");
        running.end(statement);
        ends(cancel);
        int before = cancels.size();
        running.opened(statement);
        running.closing(statement);
        Awaitility.await().until(() -> cancels.size() > before);
        running.closed(statement);
    }

    @Test
    void callIsCancelledUntilItEnds() throws Exception {
        CommitFence fence = request();
        running.begin(statement, fence);
        FutureTask<Boolean> cancel = expire(fence);
        cancelled("one", "one again", "one again");
        assertThat(cancel).isNotDone();
        running.end(statement);
        ends(cancel);
    }

    @Test
    void connectionIsGivenBackOnlyWhenNoCancelIsUnderWay() throws Exception {
        CommitFence fence = request();
        running.opened(statement);
        blocking = true;
        FutureTask<Boolean> cancel = expire(fence);
        cancelled("one");
        FutureTask<Boolean> finish = new FutureTask<>(running::finish, true);
        Thread thread = new Thread(finish, "finish");
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(finish).isNotDone();
        release.countDown();
        ends(finish);
        ends(cancel);
        assertThat(running.isHanging()).isFalse();
        assertThat(running.wasCancelled()).isTrue();
    }

    @Test
    void nextRequestOfTheConnectionIsNotReachedByACancelOfTheLastOne() throws Exception {
        CommitFence first = request();
        running.begin(statement, first);
        FutureTask<Boolean> cancel = expire(first);
        cancelled("one", "one again");
        running.end(statement);
        CommitFence second = request();
        Statement two = mock(Statement.class, "two");
        running.begin(two, second);
        ends(cancel);
        running.end(two);
        assertThat(cancels).doesNotContain("two", "two again");
    }

    @Test
    void driverThatFailsToCancelIsAskedAgain() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        RunningStatements failing = new RunningStatements((cancelled, again) -> {
            twice.countDown();
            throw new IllegalStateException("thrown on purpose");
        });
        CommitFence fence = request();
        failing.renew(fence);
        failing.begin(statement, fence);
        FutureTask<Void> cancel = new FutureTask<>(() -> {
            failing.cancel(fence, () -> {});
            return null;
        });
        new Thread(cancel, "cancel").start();
        await(twice);
        failing.end(statement);
        assertThatThrownBy(() -> cancel.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("thrown on purpose");
    }
}
