package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A handler hands its work to the thread of an executor. The interrupt of the deadline reaches that thread while it works
 * for the request, or not at all; never after it has left, when it has its next task.
 */
final class HandOverRaces {

    private HandOverRaces() {}

    /** Leaves the request; whether the thread has an interrupt then, or gets one until the other is done. */
    private static boolean isInterruptedAfterLeaving(WatchedRequest request, BooleanSupplier othersAreDone) {
        request.detach();
        boolean flag = Thread.interrupted();
        Stage.await(othersAreDone);
        return flag | Thread.interrupted();
    }

    /** The deadline, and the thread of the task, which comes and leaves; the handler's has left before. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Interrupted while it worked for the request.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It had left, or left with the interrupt.")
    @Outcome(expect = FORBIDDEN, desc = "The next task of the thread was interrupted.")
    @State
    public static class InterruptAndAttachNext {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void task(ZZ_Result r) {
            request.attachNext();
            attached = true;
            Stage.awaitOrGoOn(() -> request.has(StateWord.INTERRUPTING | StateWord.INTERRUPTED));
            r.r1 = Thread.interrupted();
            r.r2 = isInterruptedAfterLeaving(request, () -> done);
        }

        @Actor
        public void expire() {
            Stage.awaitOrGoOn(() -> attached); // some of the time before it has come
            request.onDue(Stage.DEADLINE);
            done = true;
        }
    }

    /** The same, and another thread completes the request. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Interrupted while it worked for the request.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It had left, or the request had completed.")
    @Outcome(expect = FORBIDDEN, desc = "The next task of the thread was interrupted.")
    @State
    public static class InterruptAndAttachNextAndComplete {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void task(ZZ_Result r) {
            request.attachNext();
            attached = true;
            Stage.awaitOrGoOn(() -> request.has(StateWord.COMPLETED));
            r.r1 = Thread.interrupted();
            r.r2 = isInterruptedAfterLeaving(request, () -> done);
        }

        @Actor
        public void expireAndComplete() {
            Stage.awaitOrGoOn(() -> attached);
            request.onDue(Stage.DEADLINE);
            request.complete(Completion.normal());
            done = true;
        }
    }

    /** The handler's thread was interrupted and leaves; the task's takes its place, and is interrupted in its turn. */
    @JCStressTest
    @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "Interrupted when it took the place.")
    @Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "It came too late, or left with the interrupt.")
    @Outcome(expect = FORBIDDEN, desc = "The next work of one of both threads was interrupted.")
    @State
    public static class HandOverOfAnExpiredRequest {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean expired;
        private volatile boolean attached;
        private volatile boolean left;

        @Actor
        public void handler(ZZZ_Result r) {
            request.attach();
            request.onDue(Stage.DEADLINE);
            expired = true;
            Stage.awaitOrGoOn(() -> attached);
            request.detach();
            r.r1 = Thread.interrupted();
            left = true;
        }

        @Actor
        public void task(ZZZ_Result r) {
            Stage.await(() -> expired);
            request.attachNext();
            attached = true;
            Stage.awaitOrGoOn(() -> left);
            r.r2 = Thread.interrupted();
            r.r3 = isInterruptedAfterLeaving(request, () -> left);
        }
    }

    /** A handler that ends its request because of the interrupt, and the thread of its task, which works beside it. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Interrupted beside the handler's thread.")
    @Outcome(expect = FORBIDDEN, desc = "Spared, as the request had completed; or interrupted in its next task.")
    @State
    public static class InterruptOfAllAndComplete {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean handlerIsThere;
        private volatile boolean completed;

        @Actor
        public void handler() {
            request.attach();
            handlerIsThere = true;
            Stage.await(Thread::interrupted);
            request.complete(Completion.normal());
            completed = true;
        }

        @Actor
        public void task(ZZ_Result r) {
            Stage.await(() -> handlerIsThere);
            request.attachNext();
            request.onDue(Stage.DEADLINE);
            Stage.await(() -> completed);
            r.r1 = Thread.interrupted();
            r.r2 = isInterruptedAfterLeaving(request, () -> true);
        }
    }

    /** A request that ends right after the verdict, before an enforcer comes, and the thread of its task. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Interrupted while it worked for the request.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It had left, or left with the interrupt.")
    @Outcome(expect = FORBIDDEN, desc = "The next task of the thread was interrupted.")
    @State
    public static class InterruptAfterTheEnd {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean taskIsThere;
        private volatile boolean done;

        @Actor
        public void task(ZZ_Result r) {
            request.thread = Stage.OTHER;
            request.attachNext();
            taskIsThere = true;
            Stage.awaitOrGoOn(() -> request.has(StateWord.INTERRUPTING));
            r.r1 = Thread.interrupted();
            r.r2 = isInterruptedAfterLeaving(request, () -> done);
        }

        @Actor
        public void end() {
            Stage.await(() -> taskIsThere);
            request.onDue(Stage.DEADLINE);
            request.completeNow(Completion.normal());
            request.interruptThread();
            done = true;
        }
    }

    /** The deadline, and a thread that leaves while others work beside it. */
    @JCStressTest
    @Outcome(
            id = {"true, false, true, false", "false, false, true, false"},
            expect = ACCEPTABLE,
            desc = "Each while it worked for the request.")
    @Outcome(expect = FORBIDDEN, desc = "Spared, or interrupted in the next task.")
    @State
    public static class InterruptOfAllAndLeave {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean handlerIsThere;
        private volatile boolean taskIsThere;
        private volatile boolean done;

        @Actor
        public void handler(ZZZZ_Result r) {
            request.attach();
            handlerIsThere = true;
            Stage.await(() -> taskIsThere);
            r.r1 = Thread.interrupted();
            r.r2 = isInterruptedAfterLeaving(request, () -> done);
        }

        @Actor
        public void task(ZZZZ_Result r) {
            Stage.await(() -> handlerIsThere);
            request.attachNext();
            taskIsThere = true;
            request.onDue(Stage.DEADLINE);
            done = true;
            Stage.await(() -> Thread.currentThread().isInterrupted());
            r.r3 = Thread.interrupted();
            r.r4 = isInterruptedAfterLeaving(request, () -> true);
        }
    }

    /** The deadline, and I/O of a thread that works beside the attached one. */
    @JCStressTest
    @Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "Interrupted before or after its I/O.")
    @Outcome(expect = FORBIDDEN, desc = "Interrupted inside its I/O, not at all, or in the next task.")
    @State
    public static class InterruptOfAllAndWriteOfTheNext {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean taskIsThere;
        private volatile boolean done;

        @Actor
        public void task(ZZZ_Result r) {
            request.thread = Stage.OTHER;
            request.attachNext();
            taskIsThere = true;
            request.beginWrite();
            r.r2 = Thread.currentThread().isInterrupted();
            request.endWrite();
            Stage.await(() -> done);
            r.r1 = Thread.interrupted();
            r.r3 = isInterruptedAfterLeaving(request, () -> true);
        }

        @Actor
        public void expire() {
            Stage.await(() -> taskIsThere);
            request.onDue(Stage.DEADLINE);
            done = true;
        }
    }
}
