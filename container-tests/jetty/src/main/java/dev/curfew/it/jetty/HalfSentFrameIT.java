package dev.curfew.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.WarnAt;
import dev.curfew.Watchdog;
import dev.curfew.it.InFlight;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A stream is broken off while another one's thread sends a frame of it. The buffer of that frame is its handler's: nobody
 * else may be given it before the frame is sent, or can no longer be.
 */
final class HalfSentFrameIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int ANOTHER = 1_000;
    private static final int BROKEN = 3_000;
    private static final int OTHERS = 16;

    /** Where a thread stops on its way. */
    private static final class Stop {
        private final CompletableFuture<Thread> stopped = new CompletableFuture<>();
        private final CompletableFuture<Void> open = new CompletableFuture<>();

        void pass() {
            stopped.complete(Thread.currentThread());
            try {
                open.get(PATIENCE.toSeconds(), TimeUnit.SECONDS); // not in the state WAITING, which means another thing
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException("not let on", e);
            }
        }

        Thread awaitThread() throws Exception {
            return stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        void open() {
            open.complete(null);
        }
    }

    private final Stop writing = new Stop();
    private final Stop sendingAnother = new Stop();
    private final Stop sendingBroken = new Stop();
    private final CountDownLatch freed = new CountDownLatch(1);
    private final CountDownLatch othersWriting = new CountDownLatch(OTHERS);
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void closeTheGate() {
        GatedConnector.gate = this::send;
    }

    @AfterEach
    void openTheGate() {
        GatedConnector.gate = bytes -> {};
    }

    /** Frames are known by their length. */
    private void send(long bytes) {
        if (bytes > BROKEN) {
            sendingBroken.pass();
        } else if (bytes > ANOTHER) {
            sendingAnother.pass();
        }
    }

    @Test
    void aFrameThatIsSentInTimeIsWhole() throws Exception {
        isBrokenOff(false);
    }

    @Test
    void aFrameThatIsNotSentInTimeIsNeverSent() throws Exception {
        isBrokenOff(true);
    }

    private void isBrokenOff(boolean late) throws Exception {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMinutes(1))
                .warnAt(WarnAt.off())
                .onTimeout(TimeoutAction.ABORT)
                .build();
        try (Watchdog watchdog = Watchdog.builder().build();
                RunningServer server = new Setup(Protocol.H2C, false)
                        .server()
                        .filter("curfew", new RequestTimeoutFilter(watchdog, request -> RoutePolicy.of(policy)))
                        .handle("/broken", this::broken)
                        .handle("/another", (request, response) -> respond(response, ANOTHER))
                        .handle("/other", this::other)
                        .handle("/fast", (request, response) -> respond(response, 1))
                        .start();
                Client client = server.client();
                Client others = server.client()) {
            try {
                Exchange broken = client.get("/broken");
                stopBeforeItsFrame(client);
                assertThat(InFlight.of(watchdog, "/broken").expire()).isTrue();
                Awaitility.await("the break-off").until(() -> freed.getCount() == 0 || !late && isWaitedFor());
                takeBuffers(others);
                sendingBroken.open();

                Response response = broken.await(PATIENCE);
                assertThat(response.ending())
                        .as(response.toString())
                        .isEqualTo(late ? Ending.CONNECTION_CLOSED : Ending.RESET);
                assertThat(response.body()).isEqualTo(new byte[late ? 0 : BROKEN]);
                boolean goesOn = client.get("/fast").await(PATIENCE).ending() == Ending.COMPLETE;
                assertThat(goesOn).as("the connection goes on").isEqualTo(!late);
            } finally {
                letAllGo();
            }
        }
    }

    /** Has the frame sent by the thread of another stream, up to where it would be sent. */
    private void stopBeforeItsFrame(Client client) throws Exception {
        Thread writer = writing.awaitThread();
        client.get("/another");
        sendingAnother.awaitThread();
        writing.open();
        Awaitility.await("the frame handed over").until(() -> writer.getState() == Thread.State.WAITING);
        sendingAnother.open();
        assertThat(sendingBroken.awaitThread()).isNotSameAs(writer);
    }

    /** Whether a break-off has reset the stream, and waits. */
    private static boolean isWaitedFor() {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(entry -> entry.getKey().getState() == Thread.State.TIMED_WAITING
                        && Arrays.stream(entry.getValue())
                                .anyMatch(frame -> frame.getClassName().endsWith(".JettyBreaker")));
    }

    /** What was given up is in use again then, unless it was not. */
    private void takeBuffers(Client client) throws InterruptedException {
        for (int i = 0; i < OTHERS; i++) {
            client.get("/other");
        }
        assertThat(othersWriting.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private void letAllGo() {
        writing.open();
        sendingAnother.open();
        sendingBroken.open();
        end.countDown();
    }

    private static void respond(HttpServletResponse response, int length) throws IOException {
        response.getOutputStream().write(new byte[length]);
        response.flushBuffer();
    }

    private void broken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.flushBuffer();
        writing.pass();
        try {
            respond(response, BROKEN);
        } finally {
            freed.countDown();
        }
    }

    private void other(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.getOutputStream().write(1);
        othersWriting.countDown();
        end.await();
    }
}
