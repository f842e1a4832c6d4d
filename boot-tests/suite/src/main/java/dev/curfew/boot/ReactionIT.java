package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.SharedApps.Kind;
import dev.curfew.it.wire.Response;

/** Handlers that react to their deadline are answered for like those that do not. */
final class ReactionIT {

    @EachApp(Kind.ENFORCING)
    void anInterruptedHandlersClientGetsTheTimeoutAnswer(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/interrupted/" + gate.id(), gate));
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aHandlerThatLooksAtItsDeadlineGetsTheTimeoutAnswer(App app) {
        Expect.timeoutAnswer(app.answer("/polite/any"));
    }

    @EachApp(Kind.ENFORCING)
    void theAppsOwnHandlerOfTheExceptionAnswers(App app) {
        Response response = app.answer("/polite/own");
        Expect.whole(response, 504);
        assertThat(response.text()).isEqualTo("too late");
    }

    @EachApp(Kind.ENFORCING)
    void theAppsOwnHandlerAnswersByAStatusAndAReason(App app) {
        Expect.whole(app.answer("/polite/own-error"), 504);
    }

    @EachApp(Kind.ENFORCING)
    void anInterruptedCallablesClientGetsTheTimeoutAnswer(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expiredOnceLeft("/interrupted/callable/" + gate.id(), gate));
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }

    @EachApp(Kind.ENFORCING)
    void aLargeAndFlushedErrorDoesNotAnswer(App app) {
        Expect.timeoutAnswer(app.answer("/polite/unaware/large"));
    }

    @EachApp(Kind.ENFORCING)
    void aHandlerOfAllExceptionsDoesNotAnswer(App app) {
        Expect.timeoutAnswer(app.answer("/polite/unaware"));
    }

    @EachApp(Kind.ENFORCING)
    void aHandlerOfAllExceptionsDoesNotAnswerAnInterruptedHandler(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/interrupted/unaware/" + gate.id(), gate));
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }
}
