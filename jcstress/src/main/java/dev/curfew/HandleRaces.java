package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A cancel handle is run once, by Curfew or by who came too late to register it, or is taken back. */
final class HandleRaces {

    private HandleRaces() {}

    /** The verdict and what an enforcer does next: it takes the handles and runs them. */
    private static void expireAndCancel(WatchedRequest request) {
        request.onDue(Stage.DEADLINE);
        request.takeHandles().forEach(Runnable::run);
    }

    /** onExpiry() and the deadline. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Registered too late: the caller ran it.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Registered in time: Curfew ran it.")
    @Outcome(expect = FORBIDDEN, desc = "The handle was lost, or ran twice.")
    @State
    public static class RegisterAndExpire {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);
        private final AtomicInteger byCaller = new AtomicInteger();
        private final AtomicInteger byCurfew = new AtomicInteger();
        private volatile Thread caller;

        @Actor
        public void register() {
            caller = Thread.currentThread();
            request.deadline()
                    .onExpiry(() -> (Thread.currentThread() == caller ? byCaller : byCurfew).incrementAndGet());
        }

        @Actor
        public void expire() {
            expireAndCancel(request);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = byCaller.get();
            r.r2 = byCurfew.get();
        }
    }

    /** Two threads register, and the deadline. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each handle ran once.")
    @Outcome(expect = FORBIDDEN, desc = "A handle was lost, or ran twice.")
    @State
    public static class RegisterTwoAndExpire {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);
        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger otherRuns = new AtomicInteger();

        @Actor
        public void register() {
            request.deadline().onExpiry(runs::incrementAndGet);
        }

        @Actor
        public void registerOther() {
            request.deadline().onExpiry(otherRuns::incrementAndGet);
        }

        @Actor
        public void expire() {
            expireAndCancel(request);
        }

        @Arbiter
        public void after(II_Result r) {
            r.r1 = runs.get();
            r.r2 = otherRuns.get();
        }
    }

    /** Taking a handle back, and the deadline. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "Taken back before the verdict: not run.")
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "Taken back before the handles were taken: not run.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Too late to be taken back: run.")
    @Outcome(expect = FORBIDDEN, desc = "Run although it had been taken back, or run twice.")
    @State
    public static class TakeBackAndExpire {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);
        private final AtomicInteger runs = new AtomicInteger();
        private final Deadline.Registration registration = request.deadline().onExpiry(runs::incrementAndGet);
        private volatile boolean takenBack;

        @Actor
        public void takeBack() {
            registration.close();
            takenBack = true;
        }

        @Actor
        public void expire(ZI_Result r) {
            r.r1 = takenBack;
            expireAndCancel(request);
        }

        @Arbiter
        public void after(ZI_Result r) {
            r.r2 = runs.get();
        }
    }

    /** Taking neighbours back, and the deadline: the one that is left is run. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 1", "0, 1, 1", "1, 0, 1", "1, 1, 1"},
            expect = ACCEPTABLE,
            desc = "Each that was taken back ran at most once; the other ran once.")
    @Outcome(expect = FORBIDDEN, desc = "The list lost or doubled a handle.")
    @State
    public static class TakeNeighboursBackAndExpire {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);
        private final AtomicInteger firstRuns = new AtomicInteger();
        private final AtomicInteger secondRuns = new AtomicInteger();
        private final AtomicInteger lastRuns = new AtomicInteger();
        private final Deadline.Registration first = request.deadline().onExpiry(firstRuns::incrementAndGet);
        private final Deadline.Registration second = request.deadline().onExpiry(secondRuns::incrementAndGet);

        public TakeNeighboursBackAndExpire() {
            request.deadline().onExpiry(lastRuns::incrementAndGet);
        }

        @Actor
        public void takeFirstBack() {
            first.close();
        }

        @Actor
        public void takeSecondBack() {
            second.close();
        }

        @Actor
        public void expire() {
            expireAndCancel(request);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = firstRuns.get();
            r.r2 = secondRuns.get();
            r.r3 = lastRuns.get();
        }
    }

    /** onExpiry(), the deadline and complete(). */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Completed first: there was nothing to cancel.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Expired first: the handle ran once.")
    @Outcome(expect = FORBIDDEN, desc = "The handle ran twice.")
    @State
    public static class RegisterAndExpireAndComplete {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.CANCEL);
        private final AtomicInteger runs = new AtomicInteger();

        @Actor
        public void register() {
            request.deadline().onExpiry(runs::incrementAndGet);
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
            if (request.isExpired()) {
                request.takeHandles().forEach(Runnable::run);
            }
        }

        @Actor
        public void complete() {
            request.complete(Completion.normal());
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = runs.get();
        }
    }

    /** Two handles on the threads that run handles: the last to end goes on with the enforcement. */
    @JCStressTest
    @Outcome(id = "2, true", expect = ACCEPTABLE, desc = "Each handle ran once, and the enforcement reached its end.")
    @Outcome(expect = FORBIDDEN, desc = "A handle was lost or ran twice, or the enforcement stood still.")
    @State
    public static class EnforceWithHandles {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.CANCEL);
        private final AtomicInteger runs = new AtomicInteger();

        public EnforceWithHandles() {
            request.deadline().onExpiry(runs::incrementAndGet);
        }

        @Actor
        public void register() {
            request.deadline().onExpiry(runs::incrementAndGet);
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(IZ_Result r) {
            r.r2 = SpinLock.awaitPhase(this::isReported, 10 * Stage.DEADLINE);
            r.r1 = runs.get();
        }

        private boolean isReported() {
            int state = request.lock();
            int step = request.enforcement().step;
            request.unlock(state);
            return step == Enforcement.REPORTED;
        }
    }

    /** The control: the handle is registered, and taken, without the lock. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "The handle was lost: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Run, by luck.")
    @State
    public static class Control {

        private final AtomicInteger runs = new AtomicInteger();
        private volatile boolean expired;
        private volatile Runnable handle;

        @Actor
        public void register() {
            if (expired) {
                runs.incrementAndGet();
            } else {
                handle = runs::incrementAndGet;
            }
        }

        @Actor
        public void expire() {
            expired = true;
            Runnable taken = handle;
            if (taken != null) {
                taken.run();
            }
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = runs.get();
        }
    }
}
