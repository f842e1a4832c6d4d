package dev.curfew.micrometer;

import static dev.curfew.micrometer.Traffic.ABORTS;
import static dev.curfew.micrometer.Traffic.LOGS;
import static dev.curfew.micrometer.Traffic.get;
import static dev.curfew.micrometer.Traffic.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.curfew.Completion;
import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted, and under which tags. */
class RequestMetersTest {

    private final ManualWatchdog test = new ManualWatchdog();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        new RequestMeters(test.watchdog()).bindTo(registry);
    }

    @AfterEach
    void end() {
        test.close();
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void everyUseOfATimeoutFallsIntoItsBucket() {
        for (double share : new double[] {0.25, 0.5, 0.502, 0.8, 0.91, 1.0, 1.003}) {
            run(test, LOGS, "/orders", share, 200);
        }
        DistributionSummary used = registry.get("curfew.requests.used")
                .tags("method", "GET", "route", "/orders", "policy", "logs")
                .summary();

        assertThat(used.count()).isEqualTo(7);
        assertThat(used.totalAmount()).isEqualTo(496.5, within(1e-6));
        assertThat(used.max()).isEqualTo(100.3, within(1e-6));
        assertThat(used.takeSnapshot().histogramCounts())
                .extracting(bucket -> bucket.bucket() + ": " + (long) bucket.count())
                .containsExactly("50.0: 2", "80.0: 4", "100.0: 6");
    }

    @Test
    void extensionsCountAsTimeout() {
        InFlightRequest request = test.watch(LOGS, get("/orders"));
        request.deadline().extendBy(Duration.ofSeconds(30));
        test.passSeconds(10);
        request.close();

        assertThat(registry.get("curfew.requests.used").summary().max()).isEqualTo(25);
    }

    @Test
    void warnedExpiredAndStuckAreCountedOnceEach() {
        InFlightRequest request = test.watch(LOGS, get("/orders"));
        test.passSeconds(8);
        test.passSeconds(2);
        test.passSeconds(2);
        request.close();
        test.settle();

        String[] tags = {"method", "GET", "route", "/orders", "policy", "logs"};
        assertThat(counted("curfew.requests.warned", tags)).isEqualTo(1);
        assertThat(counted("curfew.requests.stuck", tags)).isEqualTo(1);
        assertThat(registry.get("curfew.requests.expired")
                        .tags(tags)
                        .tag("outcome", "logged")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theStrongestOutcomeIsNamed() {
        test.watch(ABORTS, get("/orders"));
        test.passSeconds(10);
        test.settle();

        assertThat(counted("curfew.requests.expired", "policy", "aborts", "outcome", "answered"))
                .isEqualTo(1);
    }

    @Test
    void countersStandAtZeroFromTheFirstRequestOn() {
        run(test, Traffic.policy("all", TimeoutAction.values()), "/orders", 0.1, 200);

        Collection<Counter> expired = registry.get("curfew.requests.expired").counters();
        assertThat(expired)
                .extracting(counter -> counter.getId().getTag("outcome"))
                .containsExactlyInAnyOrder("logged", "cancelled", "interrupted", "broken-off", "answered");
        assertThat(expired).extracting(Counter::count).containsOnly(0.0);
        assertThat(counted("curfew.requests.warned")).isZero();
        assertThat(counted("curfew.requests.stuck")).isZero();
    }

    @Test
    void outcomesThatAPolicyCannotHaveAreNotShown() {
        run(test, LOGS, "/orders", 0.1, 200);

        assertThat(registry.get("curfew.requests.expired").counters())
                .extracting(counter -> counter.getId().getTag("outcome"))
                .containsExactly("logged");
    }

    @Test
    void lateEndsAreTimedByHowTheyEnd() {
        late(Completion.of(204));
        late(Completion.of(500));
        late(Completion.of(new IllegalStateException()));
        late(Completion.normal());
        late(Completion.of(999));
        test.settle();

        Collection<Timer> late = registry.get("curfew.requests.late").timers();
        assertThat(late)
                .extracting(timer -> timer.getId().getTag("ended") + " " + timer.count() + " "
                        + Math.round(timer.totalTime(TimeUnit.SECONDS)))
                .containsExactlyInAnyOrder("2xx 1 3", "5xx 1 3", "exception 1 3", "returned 2 6");
    }

    private void late(Completion completion) {
        InFlightRequest request = test.watch(LOGS, get("/orders"));
        test.passSeconds(10);
        test.passSeconds(3);
        request.complete(completion);
    }

    @Test
    void requestsThatEndInTimeAreNotLate() {
        run(test, LOGS, "/orders", 0.9, 200);
        test.settle();

        assertThat(registry.find("curfew.requests.late").timers()).isEmpty();
    }

    @Test
    void whatIsNotKnownHasAWordOfItsOwn() {
        test.watch(LOGS, new RequestDescription("BREW", "/pot/7", null)).close();
        test.watch(LOGS, new RequestDescription("get", "/pot/7", "")).close();

        assertThat(registry.get("curfew.requests.used").summaries()).hasSize(1);
        assertThat(registry.get("curfew.requests.used")
                        .tags("method", "OTHER", "route", "UNKNOWN", "policy", "logs")
                        .summary()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void noPathIsEverATag() {
        Traffic.ofEveryKind(test);
        test.settle();

        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .noneMatch(tag -> tag.getValue().contains("/raw/"));
    }

    @Test
    void requestsWithoutTimeoutUseNoShareOfIt() {
        test.watchdog().drain(Duration.ZERO);
        test.passSeconds(1);
        test.watch(LOGS, get("/orders")).close(); // left alone: it only logs
        test.watch(ABORTS, get("/orders")).close();

        assertThat(registry.get("curfew.requests.used").summaries())
                .extracting(used -> used.getId().getTag("policy"))
                .containsExactly("logs");
    }
}
