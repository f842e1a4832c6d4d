package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutReport;
import dev.curfew.boot.SharedApps.Kind;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Work that a handler hands to an {@code @Async} method. */
final class TaskIT {

    @EachApp(Kind.ENFORCING)
    void theThreadThatRunsTheTaskIsInterruptedAndReported(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/task/" + gate.id();
            Expect.timeoutAnswer(app.expiredOnceLeft(path, gate));
            gate.awaitLeft();
            assertThat(gate.wasInterrupted()).isTrue();
            TimeoutReport report = app.reports().await(TimeoutEvent.EXPIRED, path);
            assertThat(report.thread()).isEqualTo(gate.thread().getName()).startsWith("task-");
            assertThat(Reports.names(report, "hold")).isTrue();
            assertThat(report.request().route()).isEqualTo("/patient/task/{id}");
            assertThat(RecordedLog.await("ran past its timeout", "path=" + path + " "))
                    .contains("thread=" + gate.thread().getName());
        }
    }

    @EachApp(Kind.ENFORCING)
    void anInterruptAloneEndsTheTaskAndItsClientGetsTheTimeoutAnswer(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expiredOnceLeft("/interrupted/task/" + gate.id(), gate));
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }

    @EachApp(Kind.ENFORCING)
    void theClientOfATaskThatIsStuckIsAnswered(App app) {
        try (Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/task/stuck/" + gate.id(), gate));
            assertThat(gate.isHolding()).isTrue();
            gate.letGo();
        }
    }

    @EachApp(Kind.ENFORCING)
    void theHandlersThreadIsReportedWhileItWaitsForTheTaskAndBothAreInterrupted(App app) {
        try (Gate gate = app.newGate()) {
            String path = "/patient/task/awaited/" + gate.id();
            Expect.timeoutAnswer(app.expired(path, gate));
            TimeoutReport report = app.reports().await(TimeoutEvent.EXPIRED, path);
            assertThat(report.thread()).doesNotStartWith("task-");
            assertThat(Reports.names(report, "awaited")).isTrue();
            app.reports().await(TimeoutEvent.ENDED_LATE, path);
            gate.awaitLeft();
            assertThat(gate.wasInterrupted()).isTrue();
        }
    }

    @EachApp(Kind.ENFORCING)
    void theTasksDeadlineIsThatOfTheRequest(App app) {
        Expect.whole(app.answer("/patient/task/deadline"), "the request's");
    }

    @EachApp(Kind.ENFORCING)
    void aTaskThatOutlivesItsAnsweredRequestIsLeftAlone(App app) throws Exception {
        try (Gate gate = app.newGate();
                Gate other = app.newGate()) {
            String path = "/mail/" + gate.id();
            Expect.whole(app.answer(path), "sent");
            gate.awaitEntered();
            Expect.timeoutAnswer(app.answer("/mail/blocked/" + other.id())); // a younger one has expired
            assertThat(gate.isHolding()).isTrue();
            assertUndisturbed(app, gate);
            assertThat(app.reports().of(path)).isEmpty();
        }
    }

    private static void assertUndisturbed(App app, Gate gate) throws Exception {
        gate.letGo();
        assertThat(gate.wasInterrupted()).isFalse();
        assertThat(app.tasks().mailOf(gate.id()).get(App.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("without a deadline")
                .isTrue();
    }

    @EachSetup
    void theNextTaskOfTheSameThreadIsNotInterrupted(Setup setup) throws Exception {
        try (App app = setup.app()
                        .with("curfew.on-timeout", "interrupt,abort")
                        .with("spring.task.execution.pool.core-size", 1)
                        .with("spring.task.execution.pool.max-size", 1)
                        .start("one thread");
                Gate stuck = app.newGate();
                Gate mail = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/patient/task/stuck/" + stuck.id(), stuck));
            Expect.whole(app.answer("/mail/" + mail.id()), "sent"); // waits in the queue
            Awaitility.await("the end of both requests")
                    .until(() -> app.watchdog().inFlight() == 0);
            stuck.awaitInterrupted();
            stuck.letGo();
            mail.awaitEntered();
            assertThat(mail.thread() == stuck.thread()).isNotEqualTo(setup.virtualThreads());
            assertUndisturbed(app, mail);
        }
    }

    @EachSetup
    void theAppsOwnDecoratorIsKept(Setup setup) {
        try (App app = setup.app().with(OwnTaskDecorator.KEY, true).start("own decorator")) {
            Expect.whole(app.answer("/task/decoration"), "deadline, decorated");
            Expect.whole(app.answer("/task/decorator"), "OwnTaskDecorator");
        }
    }
}
