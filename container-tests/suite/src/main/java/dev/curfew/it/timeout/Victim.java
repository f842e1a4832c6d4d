package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.it.Handler;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One request whose handler is stuck, and which wants its answer at the deadline that the test sets. */
final class Victim implements AutoCloseable {

    private final String path;
    private final Stuck stuck = new Stuck();
    private final CompletableFuture<Deadline> deadline = new CompletableFuture<>();
    private Exchange exchange;
    private long deadlineNanos;

    Victim(Watched watched, String path) {
        this.path = path;
        Handler sleeping = stuck.sleeping(Handlers.NOTHING);
        watched.builder.handle(path, (request, response) -> {
            deadline.complete(Deadline.current());
            sleeping.handle(request, response);
        });
    }

    String path() {
        return path;
    }

    /** Sends the request and waits until its handler is stuck. */
    void send(Client client) throws Exception {
        exchange = client.get(path);
        assertThat(stuck.awaitEntered()).isTrue();
    }

    /** Gives it this much time from now on. */
    void expireIn(Duration time) throws Exception {
        Deadline own = deadline.get(10, TimeUnit.SECONDS);
        deadlineNanos = System.nanoTime() + time.toNanos();
        own.restart(time);
    }

    Response response() {
        return exchange.await(Watched.PATIENCE);
    }

    /** How long after its deadline its client had all of this response. */
    long lateMillis(Response response) {
        return (response.endNanos() - deadlineNanos) / 1_000_000;
    }

    boolean isStuck() {
        return stuck.isInside();
    }

    @Override
    public void close() {
        stuck.close();
    }
}
