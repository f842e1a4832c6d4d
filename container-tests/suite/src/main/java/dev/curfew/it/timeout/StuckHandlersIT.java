package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.RequestStack;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutReport;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.awaitility.Awaitility;

/** The client has its whole answer while the handler is provably still stuck. */
final class StuckHandlersIT {

    @EachSetup
    void sleepingHandlerIsAnsweredWhileItSleeps(Setup setup) throws Exception {
        try (Stuck stuck = new Stuck()) {
            isAnsweredWhileStuck(setup, stuck, stuck.sleeping(this::spoilTheAnswer), "sleepThroughInterrupts");
        }
    }

    @EachSetup
    void spinningHandlerIsAnsweredWhileItSpins(Setup setup) throws Exception {
        try (Stuck stuck = new Stuck()) {
            isAnsweredWhileStuck(setup, stuck, stuck.spinning(this::spoilTheAnswer), "spinOnTheProcessor");
        }
    }

    @EachSetup
    void handlerInASocketReadIsAnsweredWhileItReads(Setup setup) throws Exception {
        try (Stuck stuck = new Stuck()) {
            isAnsweredWhileStuck(setup, stuck, stuck.readingASocket(this::spoilTheAnswer), "readFromSilentSocket");
        }
    }

    @EachSetup
    void deadlockedHandlerIsAnsweredWhileItWaits(Setup setup) throws Exception {
        try (Stuck stuck = new Stuck()) {
            isAnsweredWhileStuck(setup, stuck, stuck.waitingForALock(this::spoilTheAnswer), "lockHeldByAnother");
        }
    }

    private void spoilTheAnswer(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.setStatus(201);
        response.setHeader("X-Late", "yes");
        response.getWriter().write("late body");
        response.flushBuffer();
    }

    private static boolean isIn(Watched watched, String frame) {
        RequestStack stack = watched.inFlight("/stuck").stack();
        return stack != null
                && Arrays.stream(stack.getStackTrace())
                        .anyMatch(each -> each.getMethodName().equals(frame));
    }

    private static void isAnsweredWhileStuck(Setup setup, Stuck stuck, Handler handler, String frame) throws Exception {
        try (Watched watched = Watched.under(setup, Strangers.policy(TimeoutAction.ABORT))) {
            watched.builder.handle("/stuck", handler);
            RunningServer server = watched.start();
            try (Client client = server.client()) {
                Exchange exchange = client.get("/stuck");
                assertThat(stuck.awaitEntered()).isTrue();
                Awaitility.await("a thread in " + frame).until(() -> isIn(watched, frame));
                long deadlineNanos = System.nanoTime();
                watched.expire("/stuck");
                Response response = exchange.await(Watched.PATIENCE);

                assertThat(stuck.isInside()).as("the handler is still stuck").isTrue();
                assertThat(response.ending()).as(response.toString()).isIn(Ending.COMPLETE);
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.header("Content-Type")).startsWith("application/problem+json");
                assertThat(response.lengthMatches()).isTrue();
                assertThat(response.header("X-Late")).isNull();

                TimeoutReport expired = watched.reports.await(TimeoutEvent.EXPIRED, "/stuck");
                assertThat(Reports.names(expired, frame))
                        .as("the log names the frame")
                        .isTrue();
                assertThat(expired.outcomes()).contains(TimeoutOutcome.ANSWERED);
                assertThat(response.text()).contains("\"requestId\":\"" + expired.id() + "\"");
                assertThat(watched.reports.of(TimeoutEvent.ENDED_LATE, "/stuck"))
                        .isEmpty();
                System.out.printf(
                        "latency %s %s %s: %d ms past the deadline%n",
                        server.name(), setup, frame, (response.endNanos() - deadlineNanos) / 1_000_000);

                assertThat(stuck.letGo()).isTrue();
                TimeoutReport ended = watched.reports.await(TimeoutEvent.ENDED_LATE, "/stuck");
                assertThat(ended.late()).isPositive();
                assertThat(String.valueOf(ended.completion())).isEqualTo("201");
                assertThat(watched.watchdog.abandoned()).isZero();
                assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }
}
