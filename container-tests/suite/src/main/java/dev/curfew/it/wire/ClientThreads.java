package dev.curfew.it.wire;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of all clients: daemons, as many as are needed, told apart from the server's by their name. */
final class ClientThreads {

    private static final AtomicInteger COUNT = new AtomicInteger();

    static final ExecutorService EXECUTOR = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "wire-client-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    private ClientThreads() {}
}
