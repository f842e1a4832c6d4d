package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.H2_TLS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Setup;
import dev.curfew.it.harness.Stillness;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp2;
import dev.curfew.it.wire.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A stream is broken off while its frames wait for a client that takes nothing from its connection. */
final class SlowClientsIT {

    private static final int BUFFER = 16 * 1024;
    private static final ClientOptions NARROW =
            ClientOptions.defaults().withReceiveBuffer(BUFFER).withInitialWindow(1 << 20);

    /** How long the client still pauses. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Tomcat gives a write up after 15 seconds. */
    private static final long FREED_SECONDS = 30;

    private final AtomicLong pieces = new AtomicLong();
    private final CountDownLatch freed = new CountDownLatch(1);

    private void writeForEver(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            while (true) {
                response.getOutputStream().write(new byte[1_000]);
                pieces.incrementAndGet();
            }
        } finally {
            freed.countDown();
        }
    }

    /** It has only paused: its other streams go on. */
    @EachSetup(
            protocols = {H2C, H2_TLS},
            virtualThreads = false)
    void theConnectionStaysWhole(Setup setup) throws Exception {
        try (Watched watched = writing(setup);
                RawHttp2 client = watched.start().http2(NARROW)) {
            Exchange endless = expireUnread(watched, client);
            LockSupport.parkNanos(PAUSE_NANOS);
            client.resumeReading();
            Response response = endless.await(Watched.PATIENCE);
            assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.RESET);
            Expect.goesOn(client);
            assertThat(client.violations()).isEmpty();
        }
    }

    /** It has gone: nobody waits for it. */
    @EachSetup(
            protocols = {H2C, H2_TLS},
            virtualThreads = false)
    void theHandlerComesFree(Setup setup) throws Exception {
        try (Watched watched = writing(setup);
                RawHttp2 client = watched.start().http2(NARROW)) {
            Exchange endless = expireUnread(watched, client);
            assertThat(freed.await(FREED_SECONDS, TimeUnit.SECONDS)).isTrue();
            client.resumeReading();
            Expect.broken(endless.await(Watched.PATIENCE));
            assertThat(client.violations()).isEmpty();
            Expect.nothingLeft(watched.watchdog);
        }
    }

    private Watched writing(Setup setup) {
        Watched watched = Watched.under(setup, Strangers.policy(TimeoutAction.ABORT));
        watched.builder.sendBuffer(BUFFER).handle("/endless", this::writeForEver);
        return watched;
    }

    private Exchange expireUnread(Watched watched, RawHttp2 client) throws Exception {
        Exchange endless = client.get("/endless");
        assertThat(endless.awaitFirstByte(Watched.PATIENCE)).isTrue();
        client.pauseReading();
        Stillness.awaitNoChange(pieces::get);
        watched.expire("/endless");
        return endless;
    }
}
