package dev.curfew.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a probe every 10 ms, whatever became of those before it: several threads take turns, each with a connection of its
 * own.
 */
final class Probes {

    static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int THREADS = 8;

    private final List<Probe> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Probes(InetSocketAddress server) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            KeptConnection connection = new KeptConnection(server);
            connection.ask("/probe");
            long first = start + i * EVERY_NANOS;
            Thread thread = new Thread(() -> send(connection, first), "probe-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void send(KeptConnection connection, long firstNanos) {
        try (connection) {
            for (long due = firstNanos; !ended; due += THREADS * EVERY_NANOS) {
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                connection.exchange();
                sent.add(new Probe(due, System.nanoTime() - due));
            }
        } catch (IOException e) {
            e.printStackTrace();
            sent.add(new Probe(System.nanoTime(), -1));
        }
    }

    /** Sends no more, and returns those that were. */
    List<Probe> end() throws InterruptedException {
        ended = true;
        for (Thread each : threads) {
            each.join();
        }
        return List.copyOf(sent);
    }
}
