package dev.curfew;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Whoever has the write lease writes alone; from the verdict under abort on, that is the answer. */
final class LeaseRaces {

    private LeaseRaces() {}

    /** A handler's write and the answer. */
    @JCStressTest
    @Outcome(id = "true, false, true, false", expect = ACCEPTABLE, desc = "The write came first, then the answer.")
    @Outcome(
            id = "true, false, false, false",
            expect = ACCEPTABLE,
            desc = "The writer kept the lease too long: no answer.")
    @Outcome(
            id = "false, false, true, false",
            expect = ACCEPTABLE,
            desc = "The verdict came first; the write was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Answer and write overlapped, or a lease was given after the verdict.")
    @State
    public static class WriteAndAnswer implements AbortHandler {

        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.ABORT, this);
        private volatile boolean writing;
        private volatile boolean answering;
        private volatile boolean overlap;
        private volatile boolean answered;

        @Actor
        public void write(ZZZZ_Result r) {
            boolean aborted = request.isAborted();
            r.r1 = request.beginWrite();
            r.r4 = aborted && r.r1;
            if (r.r1) {
                writing = true;
                for (int tries = 0; tries < 1000 && !request.isAborted(); tries++) {
                    Thread.onSpinWait(); // so that the answer comes close
                }
                Stage.takeTime();
                r.r2 = answering;
                writing = false;
                request.endWrite();
            }
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Override
        public AnswerResult answer(InFlightRequest aborted, TimeoutReport report) {
            answering = true;
            overlap |= writing;
            Stage.takeTime();
            overlap |= writing;
            answered = true;
            answering = false;
            return AnswerResult.ANSWERED;
        }

        @Arbiter
        public void after(ZZZZ_Result r) {
            r.r2 |= overlap;
            r.r3 = answered;
        }
    }

    /** Two writers. */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(expect = FORBIDDEN, desc = "Both wrote at the same time.")
    @State
    public static class TwoWriters {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.LOG);
        private volatile boolean writing;

        @Actor
        public void write(ZZ_Result r) {
            r.r1 = overlaps();
        }

        @Actor
        public void writeToo(ZZ_Result r) {
            r.r2 = overlaps();
        }

        private boolean overlaps() {
            request.beginWrite();
            request.beginWrite(); // the thread that has it may take it again
            boolean overlap = writing;
            writing = true;
            request.endWrite();
            overlap |= !writing;
            writing = false;
            request.endWrite();
            return overlap;
        }
    }

    /** A write and a read of two threads, and the verdict: none of the lease bits is lost. */
    @JCStressTest
    @Outcome(
            id = {"true, true, true", "true, false, true", "false, true, true", "false, false, true"},
            expect = ACCEPTABLE,
            desc = "Each lease was given before the verdict or refused after it; none is held.")
    @Outcome(expect = FORBIDDEN, desc = "A lease is still held, or the verdict was lost.")
    @State
    public static class WriteAndReadAndExpire {

        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.ABORT, Stage.ANSWERS);

        @Actor
        public void write(ZZZ_Result r) {
            r.r1 = request.beginWrite();
            if (r.r1) {
                request.endWrite();
            }
        }

        @Actor
        public void read(ZZZ_Result r) {
            r.r2 = request.beginRead();
            if (r.r2) {
                request.endRead();
            }
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(ZZZ_Result r) {
            r.r3 = request.isAborted() && !request.isReading() && !request.isWriting();
        }
    }

    /** The control: each looks before it acts, without a lease. */
    @JCStressTest
    @Outcome(
            id = "true",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Answer and write overlapped: what the lease prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "One after the other, by luck.")
    @State
    public static class Control {

        private volatile boolean gated;
        private volatile boolean writing;
        private volatile boolean answering;
        private volatile boolean overlap;

        @Actor
        public void write() {
            if (!gated) {
                writing = true;
                Stage.takeTime();
                overlap |= answering;
                writing = false;
            }
        }

        @Actor
        public void expire() {
            gated = true;
            if (!writing) {
                answering = true;
                Stage.takeTime();
                overlap |= writing;
                answering = false;
            }
        }

        @Arbiter
        public void after(Z_Result r) {
            r.r1 = overlap;
        }
    }
}
