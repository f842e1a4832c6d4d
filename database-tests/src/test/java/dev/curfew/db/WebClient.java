package dev.curfew.db;

import dev.curfew.AbortHandler;
import dev.curfew.AnswerResult;
import dev.curfew.CommitState;
import dev.curfew.InFlightRequest;
import dev.curfew.TimeoutReport;

/** Whoever waits for the answer of a request, and gets one: the app's own, its failure, the timeout answer, or none. */
final class WebClient implements AbortHandler {

    volatile String id;
    volatile CommitState committed; // of the timeout answer
    volatile boolean brokenOff;
    volatile boolean answered; // by the app
    volatile Throwable failure; // of the app
    volatile long answeredNanos;

    @Override
    public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
        committed = report.committed();
        answeredNanos = System.nanoTime();
        return AnswerResult.ANSWERED;
    }

    @Override
    public boolean breakOff(InFlightRequest request, TimeoutReport report) {
        brokenOff = true;
        return true;
    }

    void returned(boolean first, Throwable failed) {
        answered = first && failed == null;
        failure = failed;
    }

    boolean timedOut() {
        return committed != null;
    }
}
