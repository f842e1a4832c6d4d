package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
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
        SpinLock.await(othersAreDone);
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
            SpinLock.await(() -> expired);
            request.attachNext();
            attached = true;
            Stage.awaitOrGoOn(() -> left);
            r.r2 = Thread.interrupted();
            r.r3 = isInterruptedAfterLeaving(request, () -> left);
        }
    }
}
