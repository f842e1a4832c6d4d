package dev.curfew.it;

import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Protocol;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.RawHttp2;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A started server; closing it stops it in order, within bounded time. */
public final class RunningServer implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(15);

    /** Something to do when the server stops; it may throw anything. */
    @FunctionalInterface
    public interface StopAction {
        /** Does it. */
        void run() throws Exception;
    }

    private final Container container;
    private final Protocol protocol;
    private final int port;
    private final StopAction undeploy;
    private final List<StopAction> stopActions;
    private volatile AssertionError found; // by a stop action that checks
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A server that runs; the actions are done in this order when it stops.
     *
     * @param undeploy takes the application out; must not itself hold on to it
     */
    public RunningServer(
            Container container, Protocol protocol, int port, StopAction undeploy, StopAction... stopActions) {
        this.container = container;
        this.protocol = protocol;
        this.port = port;
        this.undeploy = undeploy;
        this.stopActions = List.of(stopActions);
    }

    /** The port on the loopback interface. */
    public int port() {
        return port;
    }

    /** The container's name. */
    public String name() {
        return container.name();
    }

    /** What the container can do. */
    public Capabilities capabilities() {
        return container.capabilities();
    }

    /** Opens a client for the server's protocol. */
    public Client client() {
        return client(ClientOptions.defaults());
    }

    /** Opens a client for the server's protocol. */
    public Client client(ClientOptions options) {
        Client client = Client.open(protocol, port, options);
        if (protocol.isHttp2()) {
            container.awaitConnected();
        }
        return client;
    }

    /** Opens one connection on which the test decides about every byte; for HTTP/1.1 servers. */
    public RawHttp1 http1() {
        return RawHttp1.open(port, ClientOptions.defaults().withTls(protocol.isTls()));
    }

    /** Opens one connection that shows frames and flow control; for HTTP/2 servers. */
    public RawHttp2 http2(ClientOptions options) {
        RawHttp2 client = RawHttp2.open(port, options.withTls(protocol.isTls()));
        container.awaitConnected();
        return client;
    }

    /** Stops the application and takes it out; the server goes on with its threads and connections. */
    public void undeploy() throws Exception {
        undeploy.run();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        Thread stopper = new Thread(this::stop, "stop-" + name());
        stopper.setDaemon(true);
        stopper.start();
        try {
            stopper.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopper.isAlive()) {
            IllegalStateException late = new IllegalStateException(name() + " did not stop within " + STOP);
            late.setStackTrace(stopper.getStackTrace());
            throw late;
        }
        if (found != null) {
            throw found;
        }
    }

    private void stop() {
        for (StopAction action : stopActions) {
            try {
                action.run();
            } catch (AssertionError e) {
                found = e;
            } catch (Exception e) {
                System.getLogger(name()).log(System.Logger.Level.WARNING, "stopping failed", e);
            }
        }
    }
}
