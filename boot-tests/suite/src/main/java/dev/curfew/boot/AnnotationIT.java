package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutReport;
import dev.curfew.boot.SharedApps.Kind;
import java.time.Duration;

/** What the annotations of handlers ask for is in force before they run. */
final class AnnotationIT {

    @EachApp(Kind.LOGGING)
    void theMethodsAnnotationHolds(App app) {
        Expect.whole(app.answer("/annotated/method"), "21s");
    }

    @EachApp(Kind.LOGGING)
    void theClasssAnnotationHoldsForItsMethods(App app) {
        Expect.whole(app.answer("/annotated/class"), "20s");
    }

    @EachApp(Kind.LOGGING)
    void anAnnotationOfTheAppsOwnCarriesOurs(App app) {
        Expect.whole(app.answer("/annotated/meta"), "22s");
    }

    @EachApp(Kind.LOGGING)
    void anAnnotationNamesAPolicy(App app) {
        Expect.whole(app.answer("/annotated/policy"), "40s");
    }

    @EachApp(Kind.LOGGING)
    void anAnnotationReadsAPropertyOfTheApp(App app) {
        Expect.whole(app.answer("/annotated/placeholder"), "45s");
    }

    @EachApp(Kind.LOGGING)
    void aHandlerCanHaveNoDeadline(App app) {
        Expect.whole(app.answer("/annotated/none"), "none");
    }

    @EachApp(Kind.LOGGING)
    void aClassOfHandlersCanHaveNoDeadline(App app) {
        Expect.whole(app.answer("/exempt/class"), "none");
        Expect.whole(app.answer("/exempt/method"), "some");
    }

    @EachApp(Kind.LOGGING)
    void aConfiguredRouteHasPrecedence(App app) {
        Expect.whole(app.answer("/annotated/routed"), "50s");
    }

    @EachApp(Kind.LOGGING)
    void theDeadlineCountsFromTheBeginningOfTheRequest(App app) {
        long remaining = Long.parseLong(app.answer("/annotated/slow-entry").text());
        assertThat(remaining).isLessThanOrEqualTo(Duration.ofSeconds(25).toNanos() - SlowEntry.NANOS);
    }

    @EachApp(Kind.LOGGING)
    void anAnnotatedTimeoutExpires(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/annotated/short/" + gate.id();
            app.get(path);
            TimeoutReport report = app.reports().await(TimeoutEvent.EXPIRED, path);
            assertThat(report.timeout()).isEqualTo(Duration.ofMillis(300));
            assertThat(report.request().route()).isEqualTo("/annotated/short/{id}");
            gate.letGo();
        }
    }
}
