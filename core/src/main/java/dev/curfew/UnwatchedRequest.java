package dev.curfew;

import java.util.Map;

/** Stands for a request that is not watched, because the watchdog is closed or has failed: requests go on. */
final class UnwatchedRequest implements InFlightRequest {

    private final TimeoutPolicy policy;
    private final RequestDescription description;

    UnwatchedRequest(TimeoutPolicy policy, RequestDescription description) {
        this.policy = policy;
        this.description = description;
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public Deadline deadline() {
        return UnlimitedDeadline.INSTANCE;
    }

    @Override
    public RequestDescription description() {
        return description;
    }

    @Override
    public void describe(RequestDescription description, Map<String, String> context) {}

    @Override
    public TimeoutPolicy policy() {
        return policy;
    }

    @Override
    public boolean apply(TimeoutPolicy policy) {
        return false;
    }

    @Override
    public boolean limit(TimeoutLimit limit) {
        return false;
    }

    @Override
    public void exempt() {}

    @Override
    public boolean isExpired() {
        return false;
    }

    @Override
    public boolean isAborted() {
        return false;
    }

    @Override
    public RequestState state() {
        return RequestState.RUNNING;
    }

    @Override
    public TimeoutReport report() {
        throw new IllegalStateException("not watched, and so never expired");
    }

    @Override
    public void attach() {}

    @Override
    public void attachNext() {}

    @Override
    public void detach() {}

    @Override
    public boolean beginWrite() {
        return true;
    }

    @Override
    public void endWrite() {}

    @Override
    public boolean beginRead() {
        return true;
    }

    @Override
    public void endRead() {}

    @Override
    public boolean isReading() {
        return false;
    }

    @Override
    public boolean complete(Completion completion) {
        return true;
    }

    @Override
    public boolean completeUnlessAborted(Completion completion) {
        return true;
    }

    @Override
    public void completeNow(Completion completion) {}
}
