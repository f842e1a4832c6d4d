package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import java.time.Duration;

/** The app's own filters, behind Curfew's as they are by default, and in front of it. */
final class FilterOrderIT {

    @EachApp(Kind.INNER)
    void aFilterInFrontSeesTheStatusOfTheTimeoutAnswer(App app) {
        assertStatusOfAStuckHandler(app);
    }

    @EachApp(Kind.ENFORCING)
    void aFilterBehindSeesTheStatusOfTheTimeoutAnswer(App app) {
        assertStatusOfAStuckHandler(app);
    }

    private static void assertStatusOfAStuckHandler(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/stuck/" + gate.id();
            Expect.timeoutAnswer(app.expired(path, gate));
            gate.letGo();
            assertThat(app.requestIds().awaitStatus(path)).isEqualTo(503);
        }
    }

    @EachApp(Kind.INNER)
    void aFilterInFrontSeesTheStatusWhereAFailureIsReplaced(App app) {
        String path = "/polite/in-front";
        Expect.timeoutAnswer(app.answer(path));
        assertThat(app.requestIds().awaitStatus(path)).isEqualTo(503);
    }

    @EachApp(Kind.INNER)
    void theHeaderOfAFilterInFrontIsInTheTimeoutAnswer(App app) {
        assertRequestId(app, true);
    }

    @EachApp(Kind.ENFORCING)
    void theHeaderOfAFilterBehindIsNotInTheTimeoutAnswer(App app) {
        assertThat(app.answer("/fast").header(RequestIds.HEADER)).isEqualTo("/fast");
        assertRequestId(app, false);
    }

    private static void assertRequestId(App app, boolean kept) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/stuck/" + gate.id();
            Response response = app.expired(path, gate);
            Expect.timeoutAnswer(response);
            assertThat(response.header(RequestIds.HEADER)).isEqualTo(kept ? path : null);
            gate.letGo();
        }
    }

    @EachApp(Kind.INNER)
    void aCommittedResponseIsBrokenOffBehindAFilterThatWraps(App app) {
        try (Gate gate = app.newGate()) {
            Response response = app.expired("/patient/streaming/" + gate.id(), gate);
            assertThat(gate.isHolding()).isTrue();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.ending().isBroken()).as(response.toString()).isTrue();
            gate.letGo();
        }
    }

    @EachApp(Kind.INNER)
    void anAsynchronousHandlerIsAnsweredForBehindAFilterThatWraps(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/callable/" + gate.id(), gate));
            gate.awaitLeft();
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aFilterBehindThatHoldsResponsesBackDoesNotHoldTheAnswerBack(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/etag/" + gate.id(), gate));
            assertThat(gate.isHolding()).isTrue();
            gate.letGo();
        }
    }

    @EachApp(Kind.INNER)
    void aFilterInFrontThatHoldsResponsesBackHoldsTheAnswerBackToo(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/etag/" + gate.id();
            Exchange exchange = app.get(path);
            gate.awaitEntered();
            app.expire(path);
            app.reports().await(TimeoutEvent.EXPIRED, path);
            assertThat(exchange.awaitFirstByte(Duration.ofMillis(100))).isFalse();
            gate.letGo();
            Expect.timeoutAnswer(exchange.await(App.PATIENCE));
        }
    }
}
