package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.RawHttp2;
import dev.curfew.it.wire.Response;
import java.util.ArrayList;
import java.util.List;

/** Aborts a request for each of some late actions, all at once, and sees that none of them reaches the wire. */
final class LateHandlers implements AutoCloseable {

    static final List<String> LATE_HEADERS =
            List.of("X-Late", "Set-Cookie", "Location", "Content-Language", "Content-Encoding", "Trailer");

    private final List<LateHandler> handlers = new ArrayList<>();
    private final Watched watched;
    private final Setup setup;

    LateHandlers(Setup setup, LateAction... actions) {
        this(setup, List.of(actions));
    }

    LateHandlers(Setup setup, List<LateAction> actions) {
        this.setup = setup;
        watched = Watched.under(setup, Strangers.policy(TimeoutAction.ABORT));
        watched.builder.maxThreads(actions.size() + 32);
        for (LateAction action : actions) {
            LateHandler handler = new LateHandler(action);
            watched.builder.handle(path(handlers.size()), handler::handle);
            handlers.add(handler);
        }
        watched.builder.handle(
                "/other", (request, response) -> response.getWriter().write("other"));
    }

    private static String path(int index) {
        return "/late/" + index;
    }

    /** Nothing of what they do can be seen by their clients. */
    void reachNobody() throws Exception {
        RunningServer server = watched.start();
        if (setup.protocol().isHttp2()) {
            overHttp2(server);
        } else {
            overHttp1(server);
        }
        for (int i = 0; i < handlers.size(); i++) {
            watched.reports.await(TimeoutEvent.ENDED_LATE, path(i));
        }
        assertThat(watched.watchdog.abandoned()).isZero();
        assertThat(watched.watchdog.faults()).isZero();
    }

    private void overHttp2(RunningServer server) throws Exception {
        try (RawHttp2 client = server.http2(ClientOptions.defaults())) {
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < handlers.size(); i++) {
                exchanges.add(client.get(path(i)));
                assertThat(handlers.get(i).awaitEntered()).isTrue(); // Tomcat mixes up streams that come in bursts
            }
            expireAll();
            for (int i = 0; i < handlers.size(); i++) {
                checkAnswer(i, exchanges.get(i).await(Watched.PATIENCE));
            }
            letAllGo();
            assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
            assertThat(client.ping(Watched.PATIENCE)).isTrue();
            assertThat(client.violations()).isEmpty();
            for (int i = 0; i < handlers.size(); i++) {
                checkAnswer(i, exchanges.get(i).await(Watched.PATIENCE)); // nothing came behind it
            }
        }
    }

    private void overHttp1(RunningServer server) throws Exception {
        List<RawHttp1> connections = new ArrayList<>();
        try {
            for (int i = 0; i < handlers.size(); i++) {
                RawHttp1 connection = server.http1();
                connections.add(connection);
                connection.send("GET " + path(i) + " HTTP/1.1\r\nhost: localhost\r\n\r\n");
            }
            expireAll();
            for (int i = 0; i < handlers.size(); i++) {
                Response response = connections.get(i).read(Watched.PATIENCE);
                checkAnswer(i, response);
                assertThat(response.header("Connection")).isEqualTo("close");
            }
            letAllGo();
            for (int i = 0; i < handlers.size(); i++) {
                assertThat(connections.get(i).awaitClose(Watched.PATIENCE))
                        .as(handlers.get(i).action.name())
                        .isEqualTo(Ending.CLOSED);
            }
        } finally {
            connections.forEach(RawHttp1::close);
        }
    }

    /** Lets the deadline of each pass once it is stuck. */
    private void expireAll() throws InterruptedException {
        for (int i = 0; i < handlers.size(); i++) {
            assertThat(handlers.get(i).awaitEntered()).isTrue();
            watched.expire(path(i));
        }
    }

    private void checkAnswer(int index, Response response) {
        String id = watched.reports.await(TimeoutEvent.EXPIRED, path(index)).id();
        String what = handlers.get(index).action.name() + ": " + response;
        assertThat(response.ending()).as(what).isEqualTo(Ending.COMPLETE);
        assertThat(response.status()).as(what).isEqualTo(503);
        assertThat(response.header("Content-Type")).as(what).startsWith("application/problem+json");
        assertThat(response.lengthMatches()).as(what).isTrue();
        assertThat(response.text()).as(what).endsWith(",\"requestId\":\"" + id + "\"}");
        for (String late : LATE_HEADERS) {
            assertThat(response.header(late)).as(what).isNull();
        }
    }

    private void letAllGo() throws Exception {
        for (LateHandler handler : handlers) {
            assertThat(handler.isStuck()).as(handler.action.name()).isTrue();
        }
        for (LateHandler handler : handlers) {
            assertThat(handler.letGo()).as(handler.action.name()).isEqualTo(handler.expectedEnd());
        }
    }

    @Override
    public void close() {
        handlers.forEach(LateHandler::close);
        watched.close();
    }
}
