package dev.curfew.it.timeout;

import dev.curfew.it.Handler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Handlers that are stuck until the test lets them go. */
final class Stuck implements AutoCloseable {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private ServerSocket silent;
    private Socket connection;
    private volatile boolean spinning = true;

    /** Wraps a way of being stuck, so that the test knows when a handler is inside and when it has left. */
    private Handler tracked(Handler way, Handler after) {
        return (request, response) -> {
            entered.countDown();
            try {
                way.handle(request, response);
                after.handle(request, response);
            } finally {
                left.countDown();
            }
        };
    }

    /** Sleeps without reacting to interrupts. */
    Handler sleeping(Handler after) {
        return tracked((request, response) -> sleepThroughInterrupts(), after);
    }

    private void sleepThroughInterrupts() {
        boolean released = false;
        while (!released) {
            try {
                released = letGo.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // the field's way: swallowed
            }
        }
    }

    /** Uses the processor and nothing else. */
    Handler spinning(Handler after) {
        return tracked((request, response) -> spinOnTheProcessor(), after);
    }

    private void spinOnTheProcessor() {
        while (spinning) {
            Thread.onSpinWait();
        }
    }

    /** Reads from a socket on which nothing comes. */
    Handler readingASocket(Handler after) throws IOException {
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        connection = new Socket(silent.getInetAddress(), silent.getLocalPort());
        return tracked((request, response) -> readFromSilentSocket(), after);
    }

    private void readFromSilentSocket() throws IOException {
        connection.getInputStream().read();
    }

    /** Waits for a lock whose holder waits for the test. */
    Handler waitingForALock(Handler after) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            lock.lock();
            try {
                held.countDown();
                sleepThroughInterrupts();
            } finally {
                lock.unlock();
            }
        });
        holder.setDaemon(true);
        holder.start();
        held.await();
        return tracked((request, response) -> lockHeldByAnother(), after);
    }

    private void lockHeldByAnother() {
        lock.lock();
        lock.unlock();
    }

    boolean awaitEntered() throws InterruptedException {
        return entered.await(10, TimeUnit.SECONDS);
    }

    /** Whether the handler, which may come in after its client's answer, is inside at this moment. */
    boolean isInside() {
        try {
            return awaitEntered() && left.getCount() > 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets the handler go and waits until it has left. */
    boolean letGo() throws InterruptedException {
        release();
        return left.await(10, TimeUnit.SECONDS);
    }

    private void release() {
        spinning = false;
        letGo.countDown();
        try {
            if (silent != null) {
                silent.accept().close(); // the reader sees the end of the stream
                silent.close();
                silent = null;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        release();
    }
}
