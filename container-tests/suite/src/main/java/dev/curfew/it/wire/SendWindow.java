package dev.curfew.it.wire;

/** How many bytes of DATA the server lets us send, on a stream or on the connection (RFC 9113 §6.9). */
final class SendWindow {

    private long left;
    private boolean closed;

    SendWindow(long initial) {
        left = initial;
    }

    /** May become negative, when SETTINGS shrink it. */
    synchronized void add(long bytes) {
        left += bytes;
        notifyAll();
    }

    /** Wakes whoever waits; nothing can be taken any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits until something may be sent; 0 when closed. */
    synchronized int take(int wanted) throws InterruptedException {
        while (left <= 0 && !closed) {
            wait();
        }
        int taken = closed ? 0 : (int) Math.min(wanted, left);
        left -= taken;
        return taken;
    }
}
