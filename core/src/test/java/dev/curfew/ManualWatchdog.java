package dev.curfew;

import java.util.ArrayDeque;
import java.util.Deque;

/** {@link TestWatchdog} for the tests of other packages: time stands still until the test moves it. Writes a log. */
public final class ManualWatchdog implements AutoCloseable {

    private final TestWatchdog test = new TestWatchdog(builder -> builder.logging(true));
    private final Deque<InFlightRequest> begun = new ArrayDeque<>();

    public Watchdog watchdog() {
        return test.watchdog;
    }

    /** Begins a request with somebody to answer it. */
    public InFlightRequest watch(TimeoutPolicy policy, RequestDescription description) {
        InFlightRequest request = test.watchdog.watch(policy, description, new RecordingHandler());
        begun.push(request);
        return request;
    }

    /** Lets time go by and handles all that is due then. */
    public void passSeconds(double seconds) {
        test.passSeconds(seconds);
    }

    /** Ends the watch, so that all listeners have been told of all there was. */
    public void settle() {
        test.watchdog.close();
    }

    @Override
    public void close() {
        begun.forEach(InFlightRequest::close);
        test.close();
    }
}
