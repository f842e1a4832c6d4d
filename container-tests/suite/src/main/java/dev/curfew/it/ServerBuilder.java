package dev.curfew.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.List;

/** Collects what a test's server shall consist of, and starts it. */
public final class ServerBuilder {

    private final List<FilterSpec> filters = new ArrayList<>();
    private final List<ServletSpec> servlets = new ArrayList<>();
    private final List<ErrorPageSpec> errorPages = new ArrayList<>();
    private final List<ServletContextListener> listeners = new ArrayList<>();
    private final Setup setup;
    private int maxThreads = 32;
    private int sendBuffer;
    private ClassLoader classLoader;

    ServerBuilder(Setup setup) {
        this.setup = setup;
    }

    /** Adds a filter for all paths and all dispatches but FORWARD and INCLUDE. */
    public ServerBuilder filter(String name, Filter filter) {
        return filter(FilterSpec.of(name, filter));
    }

    /** Adds a filter. */
    public ServerBuilder filter(FilterSpec filter) {
        filters.add(filter);
        return this;
    }

    /** Adds an async-capable servlet that does this. */
    public ServerBuilder handle(String pattern, Handler handler) {
        return servlet(ServletSpec.of(pattern, new HandlerServlet(handler)));
    }

    /** Adds an async-capable servlet. */
    public ServerBuilder servlet(String pattern, HttpServlet servlet) {
        return servlet(ServletSpec.of(pattern, servlet));
    }

    /** Adds a servlet. */
    public ServerBuilder servlet(ServletSpec servlet) {
        servlets.add(servlet);
        return this;
    }

    /** Shows what this path answers for each response with this status. */
    public ServerBuilder errorPage(int status, String path) {
        errorPages.add(ErrorPageSpec.of(status, path));
        return this;
    }

    /** Shows what this path answers for each exception of this type. */
    public ServerBuilder errorPage(Class<? extends Throwable> exception, String path) {
        errorPages.add(ErrorPageSpec.of(exception, path));
        return this;
    }

    /** Adds a listener of the application's life. */
    public ServerBuilder listener(ServletContextListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Bounds the platform threads for requests; 32 unless set. Jetty needs some for itself. */
    public ServerBuilder maxThreads(int threads) {
        maxThreads = threads;
        return this;
    }

    /** Has the system hold about this much that a client does not read, instead of megabytes. */
    public ServerBuilder sendBuffer(int bytes) {
        sendBuffer = bytes;
        return this;
    }

    /** Has the container make what is given by its class's name with this class loader. */
    public ServerBuilder classLoader(ClassLoader loader) {
        classLoader = loader;
        return this;
    }

    /** Starts the server; skips the test where JDK or container cannot do what the setup asks for. */
    public RunningServer start() throws Exception {
        Container container = Container.underTest();
        assumeTrue(
                !setup.virtualThreads() || VirtualThreads.available(),
                () -> "no virtual threads on JDK " + Runtime.version().feature() + " (expected: 21 or newer)");
        assumeTrue(
                container.capabilities().supports(setup.protocol()),
                () -> container.name() + " does not speak " + setup.protocol());
        return container.start(new ServerSpec(
                setup.protocol(),
                setup.virtualThreads(),
                maxThreads,
                sendBuffer,
                filters,
                servlets,
                errorPages,
                listeners,
                classLoader));
    }
}
