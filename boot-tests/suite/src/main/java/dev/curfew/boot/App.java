package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Watchdog;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import org.springframework.context.ConfigurableApplicationContext;

/** A running app and its client. */
final class App implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final ConfigurableApplicationContext context;
    private final Client client;

    App(String name, ConfigurableApplicationContext context) {
        this.name = name;
        this.context = context;
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        client = Client.open(Protocol.HTTP_1_1, port, ClientOptions.defaults());
        assertThat(answer("/fast").text()).isEqualTo("fast");
    }

    /** Sends a GET. */
    Exchange get(String path) {
        return send(RequestSpec.get(path));
    }

    /** Sends a request. */
    Exchange send(RequestSpec request) {
        return client.send(request);
    }

    /** What a GET is answered with. */
    Response answer(String path) {
        return get(path).await(PATIENCE);
    }

    /** What a POST of JSON is answered with. */
    Response post(String path, String json) {
        return send(RequestSpec.post(path, json).header("content-type", "application/json"))
                .await(PATIENCE);
    }

    /** The handlers that a test holds. */
    Gate gate(String id) {
        return context.getBean(Gates.class).of(id);
    }

    /** A new id for a handler to be held. */
    Gate newGate() {
        return context.getBean(Gates.class).newGate();
    }

    AsyncHandlers handlers() {
        return context.getBean(AsyncHandlers.class);
    }

    Reports reports() {
        return context.getBean(Reports.class);
    }

    Watchdog watchdog() {
        return context.getBean(Watchdog.class);
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }

    /** Ends the app while its clients go on reading. */
    void end() {
        context.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
