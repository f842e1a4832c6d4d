package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.boot.Spans.Span;
import dev.curfew.it.wire.RequestSpec;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a trace says of requests that have expired. */
@EnabledIf("dev.curfew.boot.Libraries#haveTracing")
final class TracingIT {

    private static void assertStatus(Span span) {
        assertThat(span.tags()).containsEntry("status", "503").containsEntry("outcome", "SERVER_ERROR");
    }

    @EachApp(Kind.ENFORCING)
    void theSpanOfAStuckHandlerEndsWithItAndShowsTheClientsStatus(App app) {
        assertSpanOfAStuckHandler(app);
    }

    @EachApp(Kind.INNER)
    void theSpanShowsItWhereItBeginsInFrontOfTheFilterToo(App app) {
        assertSpanOfAStuckHandler(app);
    }

    private static void assertSpanOfAStuckHandler(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/stuck/" + gate.id();
            Expect.timeoutAnswer(app.expired(path, gate));
            assertThat(gate.isHolding()).isTrue();
            assertThat(app.spans().of(path)).isEmpty();
            gate.letGo();
            Span span = app.spans().await(path);
            assertStatus(span);
            assertThat(span.tags()).containsEntry("uri", "/patient/stuck/{id}");
        }
    }

    @EachApp(Kind.ENFORCING)
    void theSpanOfAnInterruptedHandlerShowsTheClientsStatus(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/blocked/" + gate.id();
            Expect.timeoutAnswer(app.expired(path, gate));
            assertStatus(app.spans().await(path));
        }
    }

    @EachApp(Kind.ENFORCING)
    void theSpanShowsTheClientsStatusWhereTheAppsOwnFailureIsReplaced(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/interrupted/unaware/" + gate.id();
            Expect.timeoutAnswer(app.expired(path, gate));
            assertStatus(app.spans().await(path));
        }
    }

    @EachApp(Kind.ENFORCING)
    void theSpanOfAnAbortedCallableShowsTheClientsStatus(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/callable/" + gate.id();
            Expect.timeoutAnswer(app.expired(path, gate));
            assertStatus(app.spans().await(path));
        }
    }

    @EachApp(Kind.ENFORCING)
    void theLogEntriesCarryTheClientsTraceAndTheRequestsSpan(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/stuck/" + gate.id();
            String traceId = "4bf92f3577b34da6a3ce929d0e0e%04d".formatted(Integer.parseInt(gate.id()));
            app.expired(RequestSpec.get(path).header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01"), gate);
            String expired = RecordedLog.await("ran past its timeout", "path=" + path + " ");
            gate.letGo();
            String ended = RecordedLog.await("has ended", "path=" + path + " ");
            Span span = app.spans().await(path);
            assertThat(span.traceId()).isEqualTo(traceId);
            assertThat(expired).contains("traceId=" + traceId, "spanId=" + span.spanId());
            assertThat(ended).contains("traceId=" + traceId, "spanId=" + span.spanId());
        }
    }
}
