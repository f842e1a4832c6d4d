package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a handler until the test lets it go. */
final class Gate implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;
    private static final int LIFE_SECONDS = 60; // a test that fails must not hold its server for ever

    private final String id;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile Thread thread;

    Gate(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** Waits, and ends with the interrupt. */
    void hold() throws InterruptedException {
        enter();
        try {
            letGo.await(LIFE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        } finally {
            left.countDown();
        }
    }

    /** Waits, and swallows each interrupt. */
    void holdThroughInterrupts() {
        enter();
        boolean released = false;
        while (!released) {
            try {
                letGo.await(LIFE_SECONDS, TimeUnit.SECONDS);
                released = true;
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
        left.countDown();
    }

    /** Uses the processor and nothing else. */
    void spin() {
        enter();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIFE_SECONDS);
        while (letGo.getCount() > 0 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        left.countDown();
    }

    private void enter() {
        thread = Thread.currentThread();
        entered.countDown();
    }

    /** Waits until the handler is inside. */
    Gate awaitEntered() {
        assertThat(await(entered)).as("handler %s was entered", id).isTrue();
        return this;
    }

    /** Whether the handler is inside at this moment. */
    boolean isHolding() {
        return entered.getCount() == 0 && left.getCount() > 0;
    }

    /** Lets the handler go and waits until it has left. */
    void letGo() {
        letGo.countDown();
        awaitLeft();
    }

    /** Waits until the handler has left. */
    void awaitLeft() {
        assertThat(await(left)).as("handler %s has left", id).isTrue();
    }

    /** Waits until the handler has been interrupted: that may come a moment after its client's answer. */
    void awaitInterrupted() {
        assertThat(await(interrupted)).as("handler %s was interrupted", id).isTrue();
    }

    boolean wasInterrupted() {
        return interrupted.getCount() == 0;
    }

    /** The thread that ran the handler. */
    Thread thread() {
        return thread;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        letGo.countDown();
    }
}
