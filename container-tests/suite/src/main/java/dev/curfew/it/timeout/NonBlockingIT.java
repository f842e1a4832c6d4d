package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.it.EachSetup;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Non-blocking I/O (Servlet 6.0 §3.7) under the filter. */
final class NonBlockingIT {

    private static final int MEGABYTE = 1 << 20;
    private static final int WITHIN_WINDOW = 20_000; // thrice on a connection of 64 KB

    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Watched watched(Setup setup, Duration timeout) {
        return Watched.under(
                setup, Watched.policy(policy -> policy.timeout(timeout).onTimeout(TimeoutAction.ABORT)));
    }

    private static AsyncContext start(HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        return context;
    }

    /** Reads all, then writes all, neither with a thread that waits. */
    private void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext context = start(request);
        request.getInputStream().setReadListener(new Reader(request.getInputStream(), body -> {
            try {
                response.setContentLength(body.length);
                response.getOutputStream().setWriteListener(new Writer(response.getOutputStream(), context, body));
            } catch (IOException e) {
                failure.complete(e);
            }
        }));
    }

    @EachSetup
    void megabyteComesBackByteForByte(Setup setup) throws Exception {
        try (Watched watched = watched(setup, Duration.ofSeconds(20))) {
            watched.builder.handle("/echo", this::echo);
            RunningServer server = watched.start();
            boolean resumes =
                    !setup.protocol().isHttp2() || server.capabilities().resumesHttp2Writers();
            byte[] body = noise(resumes ? MEGABYTE : WITHIN_WINDOW);
            try (Client client = server.client()) {
                for (int i = 0; i < 3; i++) {
                    Response response =
                            client.send(RequestSpec.post("/echo", body)).await(Watched.PATIENCE);

                    assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.body()).isEqualTo(body);
                }
                assertThat(failure).isNotDone();
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void bodyInTwoPartsComesBackByteForByte(Setup setup) throws Exception {
        byte[] body = noise(10_000);
        try (Watched watched = watched(setup, Duration.ofSeconds(20))) {
            watched.builder.handle("/echo", this::echo);
            try (Client client = watched.start().client()) {
                Exchange exchange = client.send(RequestSpec.post("/echo", body).sendingOnly(5_000));
                assertThat(exchange.await(Duration.ofMillis(100)).ending()).isEqualTo(Ending.TIMEOUT);
                exchange.sendRest();

                Response response = exchange.await(Watched.PATIENCE);

                assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
                assertThat(response.body()).isEqualTo(body);
                assertThat(failure).isNotDone();
                Expect.nothingLeft(watched.watchdog);
            }
        }
    }

    @EachSetup
    void readerWhoseBodyNeverComesIsAnsweredWith408(Setup setup) throws Exception {
        try (Watched watched = watched(setup, Watched.TIMEOUT)) {
            watched.builder.handle("/echo", this::echo);
            try (Client client = watched.start().client()) {
                Response response = client.send(
                                RequestSpec.post("/echo", noise(10_000)).sendingOnly(5_000))
                        .await(Watched.PATIENCE);

                Expect.timeoutAnswer(response, 408);
                Expect.nothingLeft(watched.watchdog);
                Expect.goesOn(client);
            }
        }
    }

    @EachSetup
    void writerWhoseClientDoesNotReadIsBrokenOff(Setup setup) throws Exception {
        ClientOptions options = ClientOptions.defaults().withReceiveBuffer(16 * 1024);
        try (Watched watched = watched(setup, Duration.ofMillis(700))) {
            byte[] huge = new byte[32 * MEGABYTE];
            watched.builder.handle("/huge", (request, response) -> {
                AsyncContext context = start(request);
                response.setContentLength(huge.length);
                response.getOutputStream().setWriteListener(new Writer(response.getOutputStream(), context, huge));
            });
            RunningServer server = watched.start();
            try (Client client = server.client(options);
                    Client next = server.client()) {
                Exchange exchange = client.send(RequestSpec.get("/huge").withoutReading());
                watched.reports.await(TimeoutEvent.EXPIRED, "/huge");
                Expect.nothingLeft(watched.watchdog);
                exchange.resumeReading();

                Response response = exchange.await(Watched.PATIENCE);

                assertThat(response.ending().looksWhole())
                        .as(response.toString())
                        .isFalse();
                Expect.broken(response);
                assertThat(response.body().length).isLessThan(huge.length);
                Expect.goesOn(next);
            }
        }
    }

    /** Collects the whole body. */
    private final class Reader implements ReadListener {

        private final ServletInputStream in;
        private final Consumer<byte[]> then;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Reader(ServletInputStream in, Consumer<byte[]> then) {
            this.in = in;
            this.then = then;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] buffer = new byte[4096];
            while (in.isReady() && !in.isFinished()) {
                int n = in.read(buffer);
                if (n > 0) {
                    body.write(buffer, 0, n);
                }
            }
        }

        @Override
        public void onAllDataRead() {
            then.accept(body.toByteArray());
        }

        @Override
        public void onError(Throwable t) {
            failure.complete(t);
        }
    }

    /** Writes all of a body. */
    private final class Writer implements WriteListener {

        private final ServletOutputStream out;
        private final AsyncContext context;
        private final byte[] body;
        private int written;

        Writer(ServletOutputStream out, AsyncContext context, byte[] body) {
            this.out = out;
            this.context = context;
            this.body = body;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (written == body.length) {
                    context.complete();
                    return;
                }
                int n = Math.min(16_384, body.length - written);
                written += n;
                out.write(body, written - n, n);
            }
        }

        @Override
        public void onError(Throwable t) {
            failure.complete(t);
            context.complete();
        }
    }
}
