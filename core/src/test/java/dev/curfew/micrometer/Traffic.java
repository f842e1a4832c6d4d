package dev.curfew.micrometer;

import dev.curfew.Completion;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.time.Duration;

/** Requests of every fate. */
final class Traffic {

    static final TimeoutPolicy LOGS = policy("logs");
    static final TimeoutPolicy ABORTS = policy("aborts", TimeoutAction.ABORT);

    private Traffic() {}

    /** Ten seconds, two of grace. */
    static TimeoutPolicy policy(String name, TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofSeconds(10))
                .name(name)
                .onTimeout(actions)
                .grace(Duration.ofSeconds(2))
                .build();
    }

    static RequestDescription get(String route) {
        return new RequestDescription("GET", "/raw/path/7", route);
    }

    /** One that uses this share of its timeout and ends with this status. */
    static void run(ManualWatchdog test, TimeoutPolicy policy, String route, double share, int status) {
        InFlightRequest request = test.watch(policy, get(route));
        test.passSeconds(10 * share);
        request.complete(Completion.of(status));
    }

    /** Leaves every meter with a value: five requests end, one of them late; one stays, abandoned and stuck. */
    static void ofEveryKind(ManualWatchdog test) {
        run(test, LOGS, "/orders/{id}", 0.25, 200);
        run(test, LOGS, "/orders/{id}", 0.5, 200);
        run(test, LOGS, "/orders/{id}", 0.75, 200);
        run(test, LOGS, "/orders/{id}", 0.9, 200);
        run(test, LOGS, "/orders/{id}", 1.1, 200);
        test.watch(ABORTS, new RequestDescription("BREW", "/raw/path/8", null));
        test.passSeconds(10);
        test.passSeconds(3);
        test.watchdog().admits(ABORTS.toBuilder().maxAbandoned(1).build());
    }
}
