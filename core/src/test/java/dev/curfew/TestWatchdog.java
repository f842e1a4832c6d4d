package dev.curfew;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A watchdog whose time stands still until a test moves it, and whose enforcement is done at once, on the test's thread. */
final class TestWatchdog implements AutoCloseable {

    static final RequestDescription ORDERS = new RequestDescription("GET", "/orders/7", "/orders/*");

    final AtomicLong now = new AtomicLong(1_000_000_007L);
    final Watchdog watchdog;

    private final List<TimeoutReport> told = new CopyOnWriteArrayList<>();
    private final Deque<WatchedRequest> begun = new ArrayDeque<>();

    TestWatchdog() {
        this(builder -> {});
    }

    TestWatchdog(Consumer<WatchdogBuilder> more) {
        WatchdogBuilder builder =
                Watchdog.builder().logging(false).listener(told::add).clock(now::get);
        builder.startClock = false;
        builder.enforcing = Runnable::run;
        builder.debugAgent = false;
        more.accept(builder);
        watchdog = builder.build();
    }

    WatchedRequest watch(TimeoutPolicy policy) {
        return watch(policy, null);
    }

    WatchedRequest watch(TimeoutPolicy policy, AbortHandler handler) {
        WatchedRequest request = (WatchedRequest) watchdog.watch(policy, ORDERS, handler);
        begun.push(request);
        return request;
    }

    /** Ten seconds with these actions. */
    static TimeoutPolicy tenSeconds(TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofSeconds(10)).onTimeout(actions).build();
    }

    /** Lets this much time go by and handles all that is due then. */
    void pass(Duration time) {
        now.addAndGet(time.toNanos());
        handleDue();
    }

    void passSeconds(double seconds) {
        pass(Duration.ofNanos((long) (seconds * 1e9)));
    }

    void handleDue() {
        long ignored = watchdog.clock().pass(watchdog.nanos());
        assert ignored > 0;
    }

    /** All reports, in their order; nothing can follow them. */
    List<TimeoutReport> reports() {
        watchdog.close();
        return told;
    }

    List<TimeoutEvent> events() {
        return reports().stream().map(TimeoutReport::event).toList();
    }

    /** The only report of this event. */
    TimeoutReport report(TimeoutEvent event) {
        List<TimeoutReport> found =
                reports().stream().filter(each -> each.event() == event).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " reports of " + event + " in " + events());
        }
        return found.get(0);
    }

    @Override
    public void close() {
        begun.forEach(InFlightRequest::close);
        watchdog.close();
    }
}
