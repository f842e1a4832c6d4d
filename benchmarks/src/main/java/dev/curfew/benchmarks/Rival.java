package dev.curfew.benchmarks;

import java.util.Arrays;
import java.util.function.Function;

/** What keeps the time of requests: Curfew, and what people would use instead. */
enum Rival {
    CURFEW(
            "curfew",
            "`Watchdog.watch` and `InFlightRequest.complete`, as the filter calls them",
            "",
            CurfewTimekeeper::new),
    STPE_REMOVE(
            "stpe-remove",
            "`ScheduledThreadPoolExecutor` with removal on cancel",
            "no stuck stage, no `Deadline.current()`, no interrupt, and so no handshake of it and completion",
            expiry -> new ExecutorTimekeeper(expiry, true)),
    STPE_KEEP(
            "stpe-keep",
            "the same without removal",
            "as `stpe-remove`; keeps completed requests until their deadlines",
            expiry -> new ExecutorTimekeeper(expiry, false)),
    NETTY_WHEEL(
            "netty-wheel",
            "Netty's `HashedWheelTimer` with its defaults",
            "as `stpe-remove`; up to 100 ms late, and more where more than a million requests begin each second: it takes"
                    + " up 100,000 new ones in a tick of 100 ms, and the cells of one and two threads below offer more",
            WheelTimekeeper::new),
    JETTY_SCHEDULER(
            "jetty-scheduler",
            "Jetty's `ScheduledExecutorScheduler`",
            "as `stpe-remove`",
            JettySchedulerTimekeeper::new),
    JETTY_CYCLIC(
            "jetty-cyclic",
            "Jetty's `CyclicTimeouts` over a concurrent set",
            "as `stpe-remove`; looks through all requests when one is due",
            CyclicTimekeeper::new),
    TOMCAT_VALVE(
            "tomcat-valve",
            "the mechanism of Tomcat's `StuckThreadDetectionValve`",
            "as `stpe-remove`; one request a thread; looks through all requests every 10 s, and is up to that late",
            ValveTimekeeper::new),
    OR_TIMEOUT("or-timeout", "`CompletableFuture.orTimeout`", "as `stpe-remove`", FutureTimekeeper::new),
    CAFFEINE(
            "caffeine",
            "Caffeine's cache with variable expiry",
            "as `stpe-remove`; up to about 1 s late",
            CacheTimekeeper::new);

    private final String label;
    private final String is;
    private final String less;
    private final Function<Expiry, Timekeeper<?>> opening;

    Rival(String label, String is, String less, Function<Expiry, Timekeeper<?>> opening) {
        this.label = label;
        this.is = is;
        this.less = less;
        this.opening = opening;
    }

    static Rival of(String label) {
        return Arrays.stream(values())
                .filter(rival -> rival.label.equals(label))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("rival: " + label));
    }

    /** Its name in cells and on the page. */
    String label() {
        return label;
    }

    /** What it is, for the page. */
    String is() {
        return is;
    }

    /** What it does less than Curfew, which the page says. */
    String less() {
        return less;
    }

    /** Starts one. */
    @SuppressWarnings("unchecked") // it is given back only what it gave
    Timekeeper<Object> open(Expiry expiry) {
        return (Timekeeper<Object>) opening.apply(expiry);
    }
}
