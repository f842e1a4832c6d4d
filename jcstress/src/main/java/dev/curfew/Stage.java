package dev.curfew;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the races share: watchdogs whose time stands still, a policy for each action, and requests that begin at time 0
 * and are due after a second. A request stands in no timeline unless its race is about that, so that a state is small.
 */
final class Stage {

    static final long DEADLINE = TimeUnit.SECONDS.toNanos(1);
    static final long SHIELD_END = DEADLINE + TimeUnit.SECONDS.toNanos(5);

    /** Enforces nothing: the actors do. */
    static final Watchdog IDLE = watchdog(task -> {});

    /** Enforces at once, on the thread that finds the request due. */
    static final Watchdog PROMPT = watchdog(Runnable::run);

    static final TimeoutPolicy LOG = policy();
    static final TimeoutPolicy CANCEL = policy(TimeoutAction.CANCEL);
    static final TimeoutPolicy INTERRUPT = policy(TimeoutAction.INTERRUPT);
    static final TimeoutPolicy ABORT = policy(TimeoutAction.ABORT);
    static final TimeoutPolicy CANCEL_ABORT = policy(TimeoutAction.CANCEL, TimeoutAction.ABORT);
    static final TimeoutPolicy INTERRUPT_ABORT = policy(TimeoutAction.INTERRUPT, TimeoutAction.ABORT);

    /** A thread that is never there. */
    static final Thread OTHER = new Thread();

    /** A client that can be answered. */
    static final AbortHandler ANSWERS = (request, report) -> AnswerResult.ANSWERED;

    private static final RequestDescription DESCRIPTION = RequestDescription.of("RACE", "/");
    private static final Timeline NOWHERE = new Timeline(0);

    static {
        CommitFence.use();
    }

    private Stage() {}

    static Watchdog watchdog(Executor enforcing) {
        WatchdogBuilder builder =
                Watchdog.builder().logging(false).stacksPerSecond(1).clock(() -> 0);
        builder.startClock = false;
        builder.enforcing = enforcing;
        return builder.build();
    }

    private static TimeoutPolicy policy(TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofNanos(DEADLINE))
                .warnAt(WarnAt.off())
                .onTimeout(actions)
                .build();
    }

    /** A request that no thread works for yet. */
    static WatchedRequest request(Watchdog watchdog, TimeoutPolicy policy, @Nullable AbortHandler handler) {
        WatchedRequest request = new WatchedRequest(watchdog, NOWHERE, policy, DESCRIPTION, handler);
        request.thread = null;
        request.deadlineNanos = DEADLINE;
        return request;
    }

    static WatchedRequest request(Watchdog watchdog, TimeoutPolicy policy) {
        return request(watchdog, policy, null);
    }

    /** A request with a place in this timeline. */
    static WatchedRequest request(Timeline timeline, TimeoutPolicy policy) {
        WatchedRequest request = unplaced(timeline, policy);
        timeline.add(request, policy.firstEventNanos);
        return request;
    }

    /** A request that is neither in its timeline nor in a cell yet. */
    static WatchedRequest unplaced(Timeline timeline, TimeoutPolicy policy) {
        WatchedRequest request = new WatchedRequest(IDLE, timeline, policy, DESCRIPTION, null);
        request.thread = null;
        request.begin(0);
        return request;
    }

    /** What the clock does at this time. */
    static void pass(Timeline timeline, long nowNanos) {
        for (TimelineEntry entry = timeline.pollDue(nowNanos); entry != null; entry = timeline.pollDue(nowNanos)) {
            ((WatchedRequest) entry).onDue(nowNanos);
        }
    }

    /** The verdict falls, and the request's threads are interrupted. */
    static void interrupt(WatchedRequest request) {
        request.onDue(DEADLINE);
        request.interruptThread();
    }

    /** Waits until it is true. */
    static void await(BooleanSupplier condition) {
        for (int tries = 0; !condition.getAsBoolean(); tries++) {
            SpinLock.betweenTries(tries);
        }
    }

    /** Waits a moment, so that the others come close, but not until they have come. */
    static void awaitOrGoOn(BooleanSupplier condition) {
        for (int tries = 0; tries < 200 && !condition.getAsBoolean(); tries++) {
            Thread.onSpinWait();
        }
    }

    /** As long as a short piece of work takes. */
    static void takeTime() {
        for (int i = 0; i < 50; i++) {
            Thread.onSpinWait();
        }
    }

    static int millis(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
