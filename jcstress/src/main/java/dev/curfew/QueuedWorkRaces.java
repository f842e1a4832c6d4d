package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Work of a request that is queued for another thread: it begins before the deadline and is interrupted at it, or it does
 * not begin.
 */
final class QueuedWorkRaces {

    private QueuedWorkRaces() {}

    /** Whether the work began. */
    private static boolean begins(WatchedRequest request, Runnable work) {
        try {
            new CarriedWork(request).run(work);
            return true;
        } catch (RequestTimeoutException e) {
            return false;
        }
    }

    /** The deadline, and work whose turn comes. */
    @JCStressTest
    @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "Began, and was interrupted.")
    @Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "Did not begin.")
    @Outcome(expect = FORBIDDEN, desc = "Began and was spared, or left its interrupt behind.")
    @State
    public static class BeginAndExpire {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean done;

        @Actor
        public void task(ZZZ_Result r) {
            r.r1 = begins(request, () -> {
                Stage.await(() -> done);
                r.r2 = Thread.currentThread().isInterrupted();
            });
            r.r3 = Thread.interrupted();
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
            done = true;
        }
    }

    /** A request that completes at its deadline, and work whose turn comes then. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Began, as the request had completed in time.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Did not begin, as the request had expired.")
    @Outcome(expect = FORBIDDEN, desc = "Began although it had expired, or refused although it had not.")
    @State
    public static class ExpireAndCompleteAndBegin {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.CANCEL);

        @Actor
        public void task(ZZ_Result r) {
            request.onDue(Stage.DEADLINE);
            r.r1 = begins(request, () -> {});
            r.r2 = !request.isExpired();
        }

        @Actor
        public void complete() {
            request.complete(Completion.normal());
        }
    }

    /** The completion, and work whose turn comes: the thread goes back to where it was. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Ran, and works for nothing afterwards.")
    @Outcome(expect = FORBIDDEN, desc = "Refused, or works for the request on.")
    @State
    public static class BeginAndComplete {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean done;

        @Actor
        public void task(ZZ_Result r) {
            r.r1 = begins(request, () -> Stage.await(() -> done));
            r.r2 = CurrentRequest.take() == null;
        }

        @Actor
        public void complete() {
            request.complete(Completion.normal());
            done = true;
        }
    }
}
