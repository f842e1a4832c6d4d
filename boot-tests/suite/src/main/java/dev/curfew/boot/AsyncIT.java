package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutReport;
import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.InFlight;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.springframework.web.context.request.async.DeferredResult;

/** Each kind of asynchronous handler. */
final class AsyncIT {

    @EachApp(Kind.ENFORCING)
    void theThreadThatRunsACallableIsInterruptedAndReported(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expiredOnceLeft("/patient/callable/" + gate.id(), gate));
            gate.awaitLeft();
            assertThat(gate.wasInterrupted()).isTrue();
            TimeoutReport report = app.reports().await(TimeoutEvent.EXPIRED, "/patient/callable/" + gate.id());
            assertThat(report.thread()).contains(gate.thread().getName()).contains("task-");
            assertThat(Reports.names(report, "hold")).isTrue();
            assertThat(report.request().route()).isEqualTo("/patient/callable/{id}");
        }
    }

    @EachApp(Kind.ENFORCING)
    void aResultThatNobodySetsIsAnsweredFor(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expiredOnceLeft("/patient/deferred/" + gate.id()));
            app.reports().await(TimeoutEvent.ENDED_LATE, "/patient/deferred/" + gate.id());
            DeferredResult<String> result = app.handlers().result(gate.id());
            Awaitility.await("the listeners behind the report's to be told").until(result::isSetOrExpired);
            assertThat(result.setResult("late")).isFalse();
            assertThat(result.hasResult()).isFalse();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aFutureThatNobodyCompletesIsAnsweredFor(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expiredOnceLeft("/patient/future/" + gate.id()));
            app.reports().await(TimeoutEvent.ENDED_LATE, "/patient/future/" + gate.id());
        }
    }

    @EachApp(Kind.ENFORCING)
    void aStreamThatIsStuckAfterItsBeginningIsBrokenOff(App app) {
        try (Gate gate = app.newGate()) {
            Response response = app.expired("/patient/streaming/" + gate.id(), gate);
            assertThat(gate.isHolding()).isTrue();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
            assertThat(response.text()).doesNotContain("late");
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aStreamOfEventsHasNoDeadline(App app) throws IOException {
        try (Gate gate = app.newGate()) {
            String path = "/patient/events/" + gate.id();
            Exchange events = app.get(path);
            assertThat(events.awaitFirstByte(App.PATIENCE)).isTrue();
            assertThat(InFlight.of(app.watchdog(), path).expire())
                    .as("one that could pass")
                    .isFalse();
            app.handlers().emitter(gate.id()).send("two");
            app.handlers().emitter(gate.id()).complete();
            Expect.whole(events.await(App.PATIENCE), "data:one\n\ndata:two\n\n");
            assertThat(app.reports().of(path)).noneMatch(report -> report.event() == TimeoutEvent.EXPIRED);
        }
    }
}
