package dev.curfew.it.timeout;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** An application's own listener of its asynchronous requests; notes what it is told. */
final class AsyncProbe implements AsyncListener {

    /** The names of the events, in their order. */
    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void onComplete(AsyncEvent event) {
        events.add("complete");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        events.add("timeout");
    }

    @Override
    public void onError(AsyncEvent event) {
        events.add("error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
        events.add("start");
    }

    /** How often this event came. */
    long count(String event) {
        return events.stream().filter(event::equals).count();
    }

    /** Waits until the request is over for the application. */
    void awaitComplete() {
        Awaitility.await("onComplete").atMost(Duration.ofSeconds(10)).until(() -> count("complete") > 0);
    }
}
