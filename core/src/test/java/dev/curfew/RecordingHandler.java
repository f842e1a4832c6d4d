package dev.curfew;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** An adapter's side of an abort that notes what is asked of it. */
final class RecordingHandler implements AbortHandler {

    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<TimeoutReport> reports = new CopyOnWriteArrayList<>();
    volatile Callable<Boolean> answer = () -> true;
    volatile Callable<Boolean> breakOff = () -> true;
    volatile boolean committed;
    volatile Runnable aborted = () -> {};

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public AnswerResult answer(InFlightRequest request, TimeoutReport report) throws Exception {
        calls.add("answer");
        reports.add(report);
        return answer.call() ? AnswerResult.ANSWERED : AnswerResult.IMPOSSIBLE;
    }

    @Override
    public boolean breakOff(InFlightRequest request, TimeoutReport report) throws Exception {
        calls.add("breakOff");
        return breakOff.call();
    }

    @Override
    public void aborted(InFlightRequest request, TimeoutReport report) {
        calls.add("aborted");
        aborted.run();
    }
}
