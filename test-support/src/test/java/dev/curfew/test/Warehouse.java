package dev.curfew.test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What the handlers ask; a test says what it does meanwhile. */
public class Warehouse {

    public final AtomicInteger read = new AtomicInteger();
    public volatile Runnable whileReading = () -> {};
    volatile CountDownLatch freed = new CountDownLatch(1);

    int readRow() {
        whileReading.run();
        return read.incrementAndGet();
    }

    /** Waits, and is deaf to interrupts. */
    void hang() {
        CountDownLatch own = freed;
        boolean interrupted = false;
        while (own.getCount() > 0) {
            try {
                own.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public void reset() {
        read.set(0);
        whileReading = () -> {};
        freed.countDown();
        freed = new CountDownLatch(1);
    }
}
