package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;

/** Applications that end their asynchronous requests just about when the deadline does: exactly one of the two answers. */
@Tag("stress")
final class AsyncRaceIT {

    private static final int REQUESTS = 300;
    private static final int AT_ONCE = 60;
    private static final int SPREAD_MICROS = 20_000;

    private static String bodyOf(HttpServletRequest request) {
        return ("body of " + request.getQueryString() + " ").repeat(40);
    }

    private static String bodyOf(int number) {
        return ("body of " + number + " ").repeat(40);
    }

    /** Somewhat before or after the deadline. */
    private static Duration around(Random random) {
        return Watched.TIMEOUT.plusNanos(1_000L * (random.nextInt(2 * SPREAD_MICROS) - SPREAD_MICROS));
    }

    private static AsyncContext start(HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        return context;
    }

    @EachSetup
    void completionByAnotherThread(Setup setup) throws Exception {
        Random random = new Random(20261121);
        try (Elsewhere elsewhere = new Elsewhere()) {
            race(setup, "complete", (request, response) -> {
                String body = bodyOf(request);
                AsyncContext context = start(request);
                elsewhere.in(around(random), () -> {
                    try {
                        context.getResponse().getOutputStream().print(body);
                    } catch (IOException e) {
                        // it was too late
                    }
                    context.complete();
                });
            });
            assertThat(elsewhere.thrown).isEmpty();
        }
    }

    @EachSetup
    void completionOfWhatIsFlushedAlready(Setup setup) throws Exception {
        Random random = new Random(20261122);
        try (Elsewhere elsewhere = new Elsewhere()) {
            race(setup, "flush and complete", (request, response) -> {
                String body = bodyOf(request);
                AsyncContext context = start(request);
                long work = random.nextInt(8_000_000);
                elsewhere.in(around(random), () -> {
                    try {
                        context.getResponse().getOutputStream().print(body);
                        context.getResponse().flushBuffer();
                        LockSupport.parkNanos(work);
                    } catch (IOException e) {
                        // it was too late
                    }
                    context.complete();
                });
            });
            assertThat(elsewhere.thrown).isEmpty();
        }
    }

    @EachSetup
    void dispatchByAnotherThread(Setup setup) throws Exception {
        Random random = new Random(20261123);
        try (Elsewhere elsewhere = new Elsewhere()) {
            race(setup, "dispatch", (request, response) -> {
                AsyncContext context = start(request);
                elsewhere.in(around(random), () -> context.dispatch("/target"));
            });
            assertThat(elsewhere.thrown).isEmpty();
        }
    }

    /** What was started is forgotten, so that only Curfew can end it. */
    @EachSetup
    void startByTheHandler(Setup setup) throws Exception {
        Random random = new Random(20261124);
        race(setup, "start", 24, (request, response) -> {
            Duration delay = around(random);
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            try {
                start(request);
            } catch (IllegalStateException e) {
                // it was too late
            }
        });
    }

    private static void race(Setup setup, String what, Handler handler) throws Exception {
        race(setup, what, AT_ONCE, handler);
    }

    private static void race(Setup setup, String what, int atOnce, Handler handler) throws Exception {
        try (Watched watched = Watched.under(setup, Watched.policy(TimeoutAction.ABORT))) {
            watched.builder
                    .handle("/race", handler)
                    .handle(
                            "/target",
                            (request, response) -> response.getOutputStream().print(bodyOf(request)));
            RunningServer server = watched.start();
            try (Client client = server.client()) {
                int own = 0;
                int broken = 0;
                for (int first = 0; first < REQUESTS; first += atOnce) {
                    int last = Math.min(REQUESTS, first + atOnce);
                    List<Exchange> sent = new ArrayList<>();
                    for (int number = first; number < last; number++) {
                        sent.add(client.get("/race?" + number));
                    }
                    for (int number = first; number < last; number++) {
                        Response response = sent.get(number - first).await(Watched.PATIENCE);
                        boolean whole = Expect.isWhole(response, bodyOf(number));
                        boolean cut = mayBeCut(what, server, response)
                                && response.ending().isBroken();
                        own += whole ? 1 : 0;
                        broken += cut ? 1 : 0;
                        assertThat(whole || cut || Expect.isTimeoutAnswer(response, 503))
                                .as(number + ": " + response)
                                .isTrue();
                    }
                }
                System.out.printf(
                        "race %s %s: %d of %d by the application, %d broken off%n", what, setup, own, REQUESTS, broken);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    /**
     * What is flushed may be cut off, and so may a dispatch to another path while it waits for a thread, but on Undertow,
     * which dispatches with the response that the filter made.
     */
    private static boolean mayBeCut(String what, RunningServer server, Response response) {
        boolean unguarded = what.equals("dispatch") && !server.name().equals("undertow");
        return what.startsWith("flush") || (unguarded && response.status() == 0);
    }
}
