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
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZIZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Under abort the client is answered once, by an enforcer or by the thread that completes the request. */
final class AnswerRaces {

    private AnswerRaces() {}

    /** Counts what it is asked for, and whether it was asked for too late. */
    private static final class Client implements AbortHandler {

        private final boolean answerable;
        private final AtomicInteger answers = new AtomicInteger();
        private final AtomicInteger breaks = new AtomicInteger();
        private volatile boolean given;
        private volatile boolean answering;
        private volatile boolean overlap;
        private volatile boolean completed;
        private volatile boolean late;
        private volatile boolean lateNotice;

        Client(boolean answerable) {
            this.answerable = answerable;
        }

        @Override
        public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
            answering = true;
            late |= completed;
            answers.incrementAndGet();
            Stage.takeTime();
            late |= completed;
            answering = false;
            given = answerable;
            return answerable ? AnswerResult.ANSWERED : AnswerResult.IMPOSSIBLE;
        }

        @Override
        public boolean breakOff(InFlightRequest request, TimeoutReport report) {
            overlap |= answering | given;
            late |= completed;
            breaks.incrementAndGet();
            late |= completed;
            return true;
        }

        @Override
        public void aborted(InFlightRequest request, TimeoutReport report) {
            lateNotice |= completed;
        }
    }

    /** complete() and the deadline under abort. */
    @JCStressTest
    @Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "Completed first: the answer is its own.")
    @Outcome(id = "0, 1, 0, 0", expect = ACCEPTABLE, desc = "Expired first: answered once, before complete() returned.")
    @Outcome(
            expect = FORBIDDEN,
            desc = "Answered twice, not at all or too late, or broken off although it could be answered.")
    @State
    public static class AnswerAndComplete {

        private final Client client = new Client(true);
        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.ABORT, client);

        @Actor
        public void complete(IIII_Result r) {
            r.r1 = request.complete(Completion.normal()) ? 1 : 0;
            client.completed = true;
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r2 = client.answers.get();
            r.r3 = client.breaks.get();
            r.r4 = client.late ? 1 : 0;
        }
    }

    /** The same for a client that cannot be answered. */
    @JCStressTest
    @Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "Completed first: nothing was tried.")
    @Outcome(id = "0, 1, 1, 0", expect = ACCEPTABLE, desc = "Expired first: tried once, then broken off once.")
    @Outcome(expect = FORBIDDEN, desc = "Broken off twice, not at all or too late.")
    @State
    public static class BreakOffAndComplete {

        private final Client client = new Client(false);
        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.ABORT, client);

        @Actor
        public void complete(IIII_Result r) {
            r.r1 = request.complete(Completion.normal()) ? 1 : 0;
            client.completed = true;
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(IIII_Result r) {
            r.r2 = client.answers.get();
            r.r3 = client.breaks.get();
            r.r4 = client.late ? 1 : 0;
        }
    }

    /** An expired request that an enforcer and its own thread want to answer. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "One of them answered; the other left it alone.")
    @Outcome(expect = FORBIDDEN, desc = "Answered twice or not at all, or the connection of an answer was broken off.")
    @State
    public static class TwoWantToAnswer {

        private final Client client = new Client(true);
        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.ABORT, client);

        public TwoWantToAnswer() {
            request.onDue(Stage.DEADLINE);
            request.enforcement().step = Enforcement.INTERRUPT; // just taken: the thread comes back because of it
        }

        @Actor
        public void complete() {
            request.complete(Completion.normal());
        }

        @Actor
        public void enforce() {
            Stage.IDLE.enforcer().goOn(request, Enforcement.INTERRUPT);
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = client.answers.get();
            r.r2 = client.breaks.get();
            r.r3 = client.overlap ? 1 : 0;
        }
    }

    /** What is told after an answer, and complete(). */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "Told before complete() returned, or there was nothing to tell.")
    @Outcome(expect = FORBIDDEN, desc = "The adapter was called after complete() had returned.")
    @State
    public static class NoticeAndComplete {

        private final Client client = new Client(true);
        private final WatchedRequest request = Stage.request(Stage.PROMPT, Stage.ABORT, client);

        @Actor
        public void complete() {
            request.complete(Completion.normal());
            client.completed = true;
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(Z_Result r) {
            r.r1 = client.lateNotice;
        }
    }

    /** Two completions of an aborted request. */
    @JCStressTest
    @Outcome(id = "false, 1, false", expect = ACCEPTABLE, desc = "One answered, and both waited for that.")
    @Outcome(expect = FORBIDDEN, desc = "Answered twice or not at all, or a complete() did not wait for the answer.")
    @State
    public static class CompleteTwice {

        private final Client client = new Client(true);
        private final WatchedRequest request = Stage.request(Stage.IDLE, Stage.ABORT, client);

        public CompleteTwice() {
            request.onDue(Stage.DEADLINE);
        }

        @Actor
        public void complete(ZIZ_Result r) {
            r.r1 = request.complete(Completion.normal());
            client.completed = true;
        }

        @Actor
        public void completeToo() {
            request.complete(Completion.normal());
            client.completed = true;
        }

        @Arbiter
        public void after(ZIZ_Result r) {
            r.r2 = client.answers.get();
            r.r3 = client.late | client.breaks.get() > 0;
        }
    }

    /** completeNow(), which waits for nothing, and the deadline: the count of abandoned requests is right. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "The request has completed: it is not counted.")
    @Outcome(expect = FORBIDDEN, desc = "A completed request is counted as abandoned for good.")
    @State
    public static class AbandonedAndCompleteNow {

        private final Watchdog watchdog = Stage.watchdog(Runnable::run);
        private final WatchedRequest request = Stage.request(watchdog, Stage.ABORT, new Client(true));

        @Actor
        public void complete() {
            request.completeNow(Completion.normal());
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = watchdog.abandoned();
        }
    }

    /** The same for complete(). */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "The request has completed: it is not counted.")
    @Outcome(expect = FORBIDDEN, desc = "A completed request is counted as abandoned for good, or twice as completed.")
    @State
    public static class AbandonedAndComplete {

        private final Watchdog watchdog = Stage.watchdog(Runnable::run);
        private final WatchedRequest request = Stage.request(watchdog, Stage.ABORT, new Client(false));

        @Actor
        public void complete() {
            request.complete(Completion.normal());
        }

        @Actor
        public void expire() {
            request.onDue(Stage.DEADLINE);
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = watchdog.abandoned();
        }
    }

    /** The control: both look before they answer, without the lock. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "Answered twice: what the lock prevents.")
    @Outcome(expect = ACCEPTABLE, desc = "Answered once, by luck.")
    @State
    public static class Control {

        private final AtomicInteger answers = new AtomicInteger();
        private volatile boolean tried;

        @Actor
        public void complete() {
            answer();
        }

        @Actor
        public void enforce() {
            answer();
        }

        private void answer() {
            if (!tried) {
                tried = true;
                answers.incrementAndGet();
            }
        }

        @Arbiter
        public void after(I_Result r) {
            r.r1 = answers.get();
        }
    }
}
