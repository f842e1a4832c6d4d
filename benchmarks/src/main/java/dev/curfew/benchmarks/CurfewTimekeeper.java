package dev.curfew.benchmarks;

import dev.curfew.AbortHandler;
import dev.curfew.AnswerResult;
import dev.curfew.Completion;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutReport;
import dev.curfew.Watchdog;

/** Curfew, as its servlet filter uses it: with an answer to give, and {@code Deadline.current()} set. */
final class CurfewTimekeeper implements Timekeeper<InFlightRequest> {

    private final Watchdog watchdog = Watchdog.builder().build();
    private final AbortHandler abortHandler;

    CurfewTimekeeper(Expiry expiry) {
        abortHandler = new AbortHandler() {
            @Override
            public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
                expiry.expired(request.description());
                return AnswerResult.ANSWERED;
            }
        };
    }

    Watchdog watchdog() {
        return watchdog;
    }

    @Override
    public InFlightRequest begin(RequestDescription description, RequestTimeout timeout) {
        return watchdog.watch(timeout.policy(), description, abortHandler);
    }

    @Override
    public void leave(InFlightRequest request) {
        request.detach();
    }

    @Override
    public void end(InFlightRequest request) {
        request.complete(Completion.normal());
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
