package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.RequestState;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.WarnAt;
import dev.curfew.Watchdog;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp2;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.TimeoutPolicyResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Many requests of other people, all of which expire at the same moment, and calls that they block until the test lets
 * them go.
 */
final class Strangers implements AutoCloseable {

    static final int MANY = 200;
    static final String PATH = "/stranger";

    /** A request that expires at the same moment as they do, right behind them. */
    static final String TOGETHER = "/together";

    /** A request that expires when they are blocked. */
    static final String BEHIND = "/behind";

    /** The header by which they are known. */
    static final String MARK = "X-Stranger";

    private static final Duration SOON = Duration.ofMillis(100);
    private static final long MOST_MILLIS = 3_000;
    private static final int AT_ONE_CONNECTION = 10; // Tomcat runs few streams of an HTTP/2 connection at once

    private final Queue<Deadline> deadlines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Client> clients = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();

    /** A server whose requests expire when the test says so, and a watchdog as it comes. */
    static Watched watched(Setup setup, TimeoutAction... actions) {
        return watched(setup.server(), RequestTimeoutFilter::new, actions);
    }

    /** The same behind what the server has already, and with another filter. */
    static Watched watched(
            ServerBuilder outer,
            BiFunction<Watchdog, TimeoutPolicyResolver, RequestTimeoutFilter> filter,
            TimeoutAction... actions) {
        return Watched.with(outer, watching -> watching, filter, policy(actions));
    }

    /** A policy under which requests expire when the test says so. */
    static TimeoutPolicy policy(TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofMinutes(1))
                .warnAt(WarnAt.off())
                .onTimeout(actions)
                .build();
    }

    /** Has all of them do this. */
    void handle(Watched watched, Handler handler) {
        watched.builder.maxThreads(MANY + 50).sendBuffer(16 * 1024).handle(PATH, (request, response) -> {
            deadlines.add(Deadline.current());
            handler.handle(request, response);
        });
    }

    /** Sends all of them and waits until their handlers have been entered. */
    void send(RunningServer server, boolean reading) {
        RequestSpec request = RequestSpec.get(PATH).header(MARK, "yes");
        for (int i = 0; i < MANY; i++) {
            if (i % AT_ONE_CONNECTION == 0) {
                clients.add(server.client(ClientOptions.defaults().withReceiveBuffer(16 * 1024)));
            }
            exchanges.add(clients.get(clients.size() - 1).send(reading ? request : request.withoutReading()));
            if (i % AT_ONE_CONNECTION == 0) {
                awaitEntered(i + 1); // Tomcat may take the second stream for the first, and give the connection up
            }
        }
        awaitEntered(MANY);
    }

    private void awaitEntered(int handlers) {
        try {
            Awaitility.await("strangers in their handlers")
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> deadlines.size() == handlers);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(deadlines.size() + " in their handlers; ended: " + ended(), e);
        }
    }

    private List<String> ended() {
        List<String> ended = new ArrayList<>();
        exchanges.stream()
                .map(exchange -> exchange.await(Duration.ZERO))
                .filter(response -> response.ending() != Ending.TIMEOUT)
                .forEach(response -> ended.add(response.toString()));
        clients.stream()
                .filter(RawHttp2.class::isInstance)
                .map(client -> ((RawHttp2) client).goAwayText())
                .filter(text -> !text.isEmpty())
                .forEach(ended::add);
        return ended;
    }

    /** Has all of them expire in a moment, and this one right behind them. */
    void expireWith(Victim victim) throws Exception {
        deadlines.forEach(deadline -> deadline.restart(SOON));
        victim.expireIn(SOON);
    }

    /** Sends them, and two that want their answers while this many calls are blocked. */
    void delayNobody(String what, Setup setup, Watched watched, int blockedCalls) throws Exception {
        try (Victim together = new Victim(watched, TOGETHER);
                Victim behind = new Victim(watched, BEHIND)) {
            RunningServer server = watched.start();
            send(server, true);
            try (Client client = server.client()) {
                together.send(client);
                behind.send(client);
                expireWith(together);
                isAnsweredWhileTheyAreBlocked(together, what + " at the same moment, " + server.name() + " " + setup);

                awaitBlocked(blockedCalls);
                behind.expireIn(SOON);
                isAnsweredWhileTheyAreBlocked(behind, what + ", " + server.name() + " " + setup);
                Expect.goesOn(client);
            }
        }
    }

    /** The victim has its whole answer, and none of the blocked calls has ended. */
    void isAnsweredWhileTheyAreBlocked(Victim victim, String what) {
        Response response = victim.response();
        assertThat(freed.get()).as("blocked calls that have ended").isZero();
        isAnsweredSoon(victim, response, what);
    }

    static void isAnsweredSoon(Victim victim, Response response, String what) {
        assertThat(victim.isStuck()).isTrue();
        AnswerIT.isWhole(response, 503);
        long late = victim.lateMillis(response);
        System.out.println("strangers " + what + ": " + late + " ms late"); // at once: others write too
        assertThat(late).as("milliseconds after the deadline").isLessThan(MOST_MILLIS);
    }

    /** Blocks the calling thread until the test lets all go. */
    void block() {
        blocking();
        waitForTheEnd();
        freed();
    }

    /** The calling thread begins a call that blocks by itself. */
    void blocking() {
        blocked.incrementAndGet();
    }

    /** The calling thread has come out of that call. */
    void freed() {
        freed.incrementAndGet();
    }

    /** Waits, whoever interrupts, until the test lets all go; not one of the calls that count. */
    void waitForTheEnd() {
        boolean over = false;
        while (!over) {
            try {
                over = end.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // the field's way: swallowed
            }
        }
    }

    int howManyFreed() {
        return freed.get();
    }

    private void awaitBlocked(int calls) {
        Awaitility.await("blocked calls")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> blocked.get() == calls);
    }

    /** Waits until this many blocked calls have ended. */
    void awaitFreed(int calls) {
        Awaitility.await("free again").atMost(Duration.ofSeconds(10)).until(() -> freed.get() == calls);
    }

    /** Each of them has got a whole timeout answer. */
    void areAnswered() {
        exchanges.forEach(each -> Expect.timeoutAnswer(each.await(Watched.PATIENCE)));
    }

    /**
     * Waits until all of them have been broken off. A client that reads between the two calls by which Undertow's blocked
     * write is woken and its connection reset may be sent the end of a response without a length.
     */
    void awaitBrokenOff(Watched watched) {
        Awaitility.await("broken off")
                .atMost(Duration.ofSeconds(10))
                .until(() -> watched.watchdog.snapshot(2 * MANY).stream()
                        .filter(each -> each.request().path().equals(PATH)) // others have completed, which waits for it
                        .allMatch(each -> each.state() == RequestState.ABANDONED));
    }

    /** Each of them has seen its response break. */
    void areBrokenOff() {
        exchanges.forEach(Exchange::resumeReading);
        exchanges.forEach(each -> Expect.broken(each.await(Watched.PATIENCE)));
    }

    /** Lets all of them go; nothing stays behind. */
    void leaveNothing(Watched watched) {
        end.countDown();
        Awaitility.await("free again").atMost(Duration.ofSeconds(10)).until(() -> freed.get() == blocked.get());
        Expect.nothingLeft(watched.watchdog);
    }

    @Override
    public void close() {
        end.countDown();
        clients.forEach(Client::close);
    }
}
