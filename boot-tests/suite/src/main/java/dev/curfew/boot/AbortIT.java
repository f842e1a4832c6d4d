package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutReport;
import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;

/** Clients whose handler is stuck are answered. */
final class AbortIT {

    @EachApp(Kind.ENFORCING)
    void theClientOfAStuckHandlerIsAnswered(App app) {
        try (Gate gate = app.newGate()) {
            Response response = app.expired("/patient/stuck/" + gate.id(), gate);
            assertThat(gate.isHolding()).isTrue();
            Expect.timeoutAnswer(response);
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void theLogNamesTheRouteAndTheLateEnd(App app) {
        try (Gate gate = app.newGate()) {
            String path = "path=/patient/stuck/" + gate.id() + " ";
            app.expired("/patient/stuck/" + gate.id(), gate);
            assertThat(RecordedLog.await("ran past its timeout", path))
                    .contains("route=/patient/stuck/{id}", "policy=/patient/**");
            gate.letGo();
            assertThat(RecordedLog.await("has ended", path)).contains("route=/patient/stuck/{id}", "late=", "ended=");
        }
    }

    @EachApp(Kind.ENFORCING)
    void theReportShowsWhereTheHandlerIs(App app) {
        try (Gate gate = app.newGate()) {
            app.expired("/patient/stuck/" + gate.id(), gate);
            TimeoutReport report = app.reports().await(TimeoutEvent.EXPIRED, "/patient/stuck/" + gate.id());
            assertThat(Reports.names(report, "holdThroughInterrupts")).isTrue();
            assertThat(report.thread()).contains(gate.thread().getName());
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void theRequestIsWarnedOfBeforeItsDeadline(App app) {
        try (Gate gate = app.newGate()) {
            Exchange exchange = app.get("/warned/stuck/" + gate.id());
            TimeoutReport warned = app.reports().await(TimeoutEvent.WARNED, "/warned/stuck/" + gate.id());
            assertThat(warned.elapsed()).isBetween(warned.timeout().dividedBy(100), warned.timeout());
            assertThat(warned.request().route()).isEqualTo("/warned/stuck/{id}");
            gate.letGo();
            Expect.whole(exchange.await(App.PATIENCE), "late");
        }
    }

    @EachApp(Kind.ENFORCING)
    void anInterruptedHandlerDoesNotAnswerInPlaceOfTheAbort(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/blocked/" + gate.id(), gate));
            gate.awaitLeft();
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }

    @EachApp(Kind.ENFORCING)
    void requestsGoOnAfterwards(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/blocked/" + gate.id(), gate));
            for (int i = 0; i < 10; i++) {
                Expect.whole(app.answer("/fast"), "fast");
            }
        }
    }
}
