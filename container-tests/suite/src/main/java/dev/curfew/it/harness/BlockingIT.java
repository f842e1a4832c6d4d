package dev.curfew.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that make the handler wait: by not reading, and by sending half a body. */
final class BlockingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CHUNK = 16 * 1024;
    private static final int CHUNKS = 1024;

    @EachSetup
    void aClientThatDoesNotReadBlocksABigWriteUntilItReads(Setup setup) throws Exception {
        AtomicLong written = new AtomicLong();
        Handler big = (request, response) -> {
            for (int i = 0; i < CHUNKS; i++) {
                response.getOutputStream().write(new byte[CHUNK]);
                written.addAndGet(CHUNK);
            }
        };
        ClientOptions options = ClientOptions.defaults().withReceiveBuffer(16 * 1024);
        try (RunningServer server = setup.server().handle("/big", big).start();
                Client client = server.client(options)) {
            Exchange exchange = client.send(RequestSpec.get("/big").withoutReading());
            long blockedAt = Stillness.awaitNoChange(written::get);
            assertThat(blockedAt).isLessThan((long) CHUNK * CHUNKS);

            exchange.resumeReading();
            Response response = exchange.await(PATIENCE);

            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.body()).hasSize(CHUNK * CHUNKS);
            assertThat(written.get()).isEqualTo((long) CHUNK * CHUNKS);
        }
    }

    @EachSetup
    void halfABodyBlocksTheHandlersReadUntilTheRestComes(Setup setup) throws Exception {
        CompletableFuture<String> firstHalf = new CompletableFuture<>();
        Handler read = (request, response) -> {
            byte[] five = new byte[5];
            request.getInputStream().readNBytes(five, 0, 5); // readNBytes(5) would try to read once more
            firstHalf.complete(new String(five));
            response.getWriter().write(new String(request.getInputStream().readAllBytes()));
        };
        try (RunningServer server = setup.server().handle("/read", read).start();
                Client client = server.client()) {
            Exchange exchange =
                    client.send(RequestSpec.post("/read", "firstsecond").sendingOnly(5));
            assertThat(firstHalf.get(5, TimeUnit.SECONDS)).isEqualTo("first");
            assertThat(exchange.await(Duration.ofMillis(100)).ending()).isEqualTo(Ending.TIMEOUT);

            exchange.sendRest();

            assertThat(exchange.await(PATIENCE).text()).isEqualTo("second");
        }
    }

    /** Undertow's writer waits on for the window of the stream that was reset, until the connection goes. */
    @EachSetup(virtualThreads = false)
    @SuppressWarnings("try") // closes by hand too
    void aCancelledExchangeFreesABlockedWriter(Setup setup) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        AtomicLong written = new AtomicLong();
        Handler endless = (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[CHUNK]);
                    written.addAndGet(CHUNK);
                }
            } catch (IOException e) {
                thrown.complete(e);
                throw e;
            }
        };
        ClientOptions options = ClientOptions.defaults().withReceiveBuffer(16 * 1024);
        try (RunningServer server = setup.server().handle("/endless", endless).start();
                Client client = server.client(options)) {
            Exchange exchange = client.send(RequestSpec.get("/endless").withoutReading());
            Stillness.awaitNoChange(written::get);

            exchange.cancel();
            if (setup.protocol().isHttp2() && server.name().equals("undertow")) {
                client.close();
            }

            assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            assertThat(exchange.await(PATIENCE).ending()).isEqualTo(Ending.CANCELLED);
        }
    }
}
