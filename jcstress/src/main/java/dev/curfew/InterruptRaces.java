package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * An interrupt reaches the request's thread, once, outside of its I/O, and never after it has left. One actor is that
 * thread; before it ends it waits for the one who interrupts, so that no flag reaches the next state.
 */
final class InterruptRaces {

    private InterruptRaces() {}

    /** An interrupt and a write of the request's thread. */
    @JCStressTest
    @Outcome(
            id = "false, true, false",
            expect = ACCEPTABLE,
            desc = "Interrupted before or after the write, not inside.")
    @Outcome(expect = FORBIDDEN, desc = "Interrupted inside the write, not at all, or after it had left.")
    @State
    public static class InterruptAndWrite {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void work(ZZZ_Result r) {
            request.attach();
            attached = true;
            request.beginWrite();
            boolean inside = Thread.currentThread().isInterrupted();
            Stage.takeTime();
            r.r1 = inside | Thread.currentThread().isInterrupted();
            request.endWrite();
            Stage.await(() -> done);
            r.r2 = Thread.interrupted();
            request.detach();
            r.r3 = Thread.interrupted();
        }

        @Actor
        public void interrupt() {
            Stage.await(() -> attached);
            Stage.interrupt(request);
            done = true;
        }
    }

    /** An interrupt and a write inside a read of the same thread. */
    @JCStressTest
    @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "Interrupted before or after the I/O, not inside.")
    @Outcome(expect = FORBIDDEN, desc = "Interrupted inside the I/O, not at all, or after it had left.")
    @State
    public static class InterruptAndReadWithWrite {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean done;

        @Actor
        public void work(ZZZ_Result r) {
            request.attach();
            request.beginRead();
            request.beginWrite();
            boolean inside = Thread.currentThread().isInterrupted();
            request.endWrite();
            r.r1 = inside | Thread.currentThread().isInterrupted();
            request.endRead();
            Stage.await(() -> done);
            r.r2 = Thread.interrupted();
            request.detach();
            r.r3 = Thread.interrupted();
        }

        @Actor
        public void interrupt() {
            Stage.interrupt(request);
            done = true;
        }
    }

    /** A pending interrupt and the end of the write: noticed once. */
    @JCStressTest
    @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "The thread noticed one interrupt.")
    @Outcome(expect = FORBIDDEN, desc = "The interrupt was lost or came twice.")
    @State
    public static class PendingAndEndWrite {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean done;

        @Actor
        public void work(IZ_Result r) {
            request.attach();
            for (int i = 0; i < 3; i++) {
                request.beginWrite();
                request.endWrite();
                r.r1 += Thread.interrupted() ? 1 : 0;
            }
            Stage.await(() -> done);
            request.beginWrite();
            request.endWrite();
            r.r1 += Thread.interrupted() ? 1 : 0;
            request.detach();
            r.r2 = Thread.interrupted();
        }

        @Actor
        public void interrupt() {
            Stage.interrupt(request);
            done = true;
        }
    }

    /** An interrupt that a write of another thread holds up. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The request's thread noticed one interrupt.")
    @Outcome(expect = FORBIDDEN, desc = "The interrupt was lost or came twice.")
    @State
    public static class PendingAndWriteOfAnother {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean interrupted;

        @Actor
        public void work(I_Result r) {
            request.attach();
            attached = true;
            Stage.await(() -> interrupted);
            r.r1 += Thread.interrupted() ? 1 : 0;
            request.beginWrite();
            request.endWrite();
            r.r1 += Thread.interrupted() ? 1 : 0;
            request.detach();
        }

        @Actor
        public void writeAndInterrupt() {
            request.beginWrite();
            Stage.await(() -> attached);
            Stage.interrupt(request);
            request.endWrite();
            interrupted = true;
        }
    }

    /** The same with three threads. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The request's thread noticed one interrupt.")
    @Outcome(expect = FORBIDDEN, desc = "The interrupt was lost or came twice.")
    @State
    public static class InterruptAndWriteOfAnother {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean written;
        private volatile boolean interrupted;

        @Actor
        public void work(I_Result r) {
            request.attach();
            Stage.await(() -> written && interrupted);
            r.r1 += Thread.interrupted() ? 1 : 0;
            request.beginWrite();
            request.endWrite();
            r.r1 += Thread.interrupted() ? 1 : 0;
            request.detach();
        }

        @Actor
        public void write() {
            request.beginWrite();
            request.endWrite();
            written = true;
        }

        @Actor
        public void interrupt() {
            Stage.interrupt(request);
            interrupted = true;
        }
    }

    /** An interrupt by which an adapter ended a wait of the thread is taken back, while that of the request comes. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "That of the request was noticed, before it left.")
    @Outcome(expect = FORBIDDEN, desc = "That of the request was taken back, too, or came after it had left.")
    @State
    public static class InterruptAndTakeBack {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void work(ZZ_Result r) {
            request.attach();
            attached = true;
            Thread.currentThread().interrupt();
            Stage.takeTime();
            request.takeBackInterrupt();
            Stage.await(() -> done);
            r.r1 = Thread.interrupted();
            request.detach();
            r.r2 = Thread.interrupted();
        }

        @Actor
        public void interrupt() {
            Stage.await(() -> attached);
            request.interruptThread();
            done = true;
        }
    }

    /** The deadline's interrupt and complete(). */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "After complete() no flag is set, and none is set later.")
    @Outcome(expect = FORBIDDEN, desc = "An interrupt reached the thread's next work.")
    @State
    public static class InterruptAndComplete {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void work(ZZ_Result r) {
            request.attach();
            attached = true;
            Stage.awaitOrGoOn(() -> request.has(StateWord.INTERRUPTING | StateWord.INTERRUPTED));
            request.complete(Completion.normal());
            r.r1 = Thread.interrupted();
            Stage.await(() -> done);
            r.r2 = Thread.interrupted();
        }

        @Actor
        public void expire() {
            Stage.await(() -> attached);
            request.onDue(Stage.DEADLINE);
            done = true;
        }
    }

    /** The same under interrupt and abort, with a write on the way: answer, interrupt and completion at once. */
    @JCStressTest
    @Outcome(
            id = "false, false, false",
            expect = ACCEPTABLE,
            desc = "No flag in the write, after complete(), or later.")
    @Outcome(expect = FORBIDDEN, desc = "An interrupt reached the write or the thread's next work.")
    @State
    public static class InterruptAndWriteAndComplete {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.INTERRUPT_ABORT, Stage.ANSWERS);
        private volatile boolean done;

        @Actor
        public void work(ZZZ_Result r) {
            request.attach();
            if (request.beginWrite()) {
                r.r1 = Thread.currentThread().isInterrupted();
                request.endWrite();
            }
            request.complete(Completion.normal());
            r.r2 = Thread.interrupted();
            Stage.await(() -> done);
            r.r3 = Thread.interrupted();
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
            done = true;
        }
    }

    /** An interrupt and a thread that leaves and comes back. */
    @JCStressTest
    @Outcome(
            id = "false, true",
            expect = ACCEPTABLE,
            desc = "It came while nobody was there, and was kept for who came back.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It came while the thread was there, which left.")
    @Outcome(expect = FORBIDDEN, desc = "The flag was set after the thread had left.")
    @State
    public static class InterruptAndDetach {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void work(ZZ_Result r) {
            request.attach();
            attached = true;
            Stage.awaitOrGoOn(() -> request.has(StateWord.INTERRUPTING | StateWord.INTERRUPTED));
            request.detach();
            boolean flag = Thread.interrupted();
            Stage.await(() -> done);
            r.r1 = flag | Thread.interrupted();
            request.attach();
            r.r2 = Thread.interrupted();
            request.detach();
        }

        @Actor
        public void interrupt() {
            Stage.await(() -> attached);
            request.interruptThread();
            done = true;
        }
    }

    /** An interrupt that a write holds up, and a completion by another thread meanwhile. */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "Nothing was delivered after the completion.")
    @Outcome(expect = FORBIDDEN, desc = "The flag was set after complete() had returned.")
    @State
    public static class PendingAndCompletionOfAnother {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean completed;

        @Actor
        public void work(Z_Result r) {
            request.attach();
            request.beginWrite();
            Thread.interrupted();
            boolean over = completed && !request.has(StateWord.INTERRUPTED);
            request.endWrite();
            r.r1 = over && Thread.currentThread().isInterrupted();
            Stage.await(() -> completed);
            request.detach();
            Thread.interrupted();
        }

        @Actor
        public void complete() {
            request.interruptThread();
            request.complete(Completion.normal());
            completed = true;
        }
    }

    /** The control: a write without a lease. */
    @JCStressTest
    @Outcome(
            id = "true",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Interrupted inside the write: what the lease prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Interrupted outside, by luck.")
    @State
    public static class WriteControl {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.INTERRUPT);
        private volatile boolean attached;
        private volatile boolean done;

        @Actor
        public void work(Z_Result r) {
            request.attach();
            attached = true;
            boolean before = Thread.interrupted();
            Stage.takeTime();
            boolean inside = Thread.currentThread().isInterrupted();
            r.r1 = !before && (inside | Thread.currentThread().isInterrupted());
            Stage.await(() -> done);
            request.detach();
            Thread.interrupted();
        }

        @Actor
        public void interrupt() {
            Stage.await(() -> attached);
            Stage.interrupt(request);
            done = true;
        }
    }

    /** The control: who interrupts looks whether the request has completed, without a phase of its own. */
    @JCStressTest
    @Outcome(
            id = "true",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The next work was interrupted: what the phase prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Interrupted in time or not at all, by luck.")
    @State
    public static class Control {

        private volatile Thread thread;
        private volatile boolean completed;
        private volatile boolean done;

        @Actor
        public void work(Z_Result r) {
            thread = Thread.currentThread();
            Stage.takeTime();
            completed = true;
            Thread.interrupted();
            Stage.await(() -> done);
            r.r1 = Thread.interrupted();
        }

        @Actor
        public void interrupt() {
            Stage.await(() -> thread != null);
            if (!completed) {
                thread.interrupt();
            }
            done = true;
        }
    }
}
