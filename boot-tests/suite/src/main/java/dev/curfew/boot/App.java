package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Watchdog;
import dev.curfew.it.InFlight;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
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
        client = Client.open(Protocol.HTTP_1_1, portOf(context), ClientOptions.defaults());
        assertThat(answer("/fast").text()).isEqualTo("fast");
    }

    /** Where an app listens. */
    static int portOf(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Where it listens. */
    int port() {
        return portOf(context);
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

    /** What a request is answered with whose deadline passes when its handler is inside, and not before. */
    Response expired(RequestSpec request, Gate gate) {
        Exchange exchange = send(request);
        gate.awaitEntered();
        expire(request.path());
        return exchange.await(PATIENCE);
    }

    /** As {@link #expired(RequestSpec, Gate)}, for a GET. */
    Response expired(String path, Gate gate) {
        return expired(RequestSpec.get(path), gate);
    }

    /** What a GET is answered with whose deadline passes when its handler has left it to nobody's thread. */
    Response expiredOnceLeft(String path) {
        Exchange exchange = get(path);
        awaitThread(path, null);
        expire(path);
        return exchange.await(PATIENCE);
    }

    /** The same when its handler has left it to the thread that is at the gate. */
    Response expiredOnceLeft(String path, Gate gate) {
        Exchange exchange = get(path);
        awaitThread(path, gate.awaitEntered().thread().getName());
        expire(path);
        return exchange.await(PATIENCE);
    }

    private void awaitThread(String path, String thread) {
        Awaitility.await("the handler of " + path + " to leave")
                .until(() -> watchdog().snapshot(1000).stream()
                        .anyMatch(each -> each.request().path().equals(path) && Objects.equals(each.thread(), thread)));
    }

    /** Lets the deadline of the request in flight for this path pass. */
    void expire(String path) {
        assertThat(InFlight.of(watchdog(), path).expire()).isTrue();
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

    RequestIds requestIds() {
        return context.getBean(RequestIds.class);
    }

    Spans spans() {
        return context.getBean(Spans.class);
    }

    InboundHandlers inbound() {
        return context.getBean(InboundHandlers.class);
    }

    TaskHandlers tasks() {
        return context.getBean(TaskHandlers.class);
    }

    /** A bean of the app's. */
    <T> T bean(Class<T> type) {
        return context.getBean(type);
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
