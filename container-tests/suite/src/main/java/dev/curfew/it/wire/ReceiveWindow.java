package dev.curfew.it.wire;

/**
 * How much the server may still send, on a stream or on the connection. It is reopened rarely and widely: servers take
 * many small WINDOW_UPDATEs for an attack and hang up.
 */
final class ReceiveWindow {

    private static final int WIDE = 1 << 20;
    private static final int NARROW = 32_768;

    private int left;
    private boolean open;

    ReceiveWindow(int initial, boolean open) {
        this.left = initial;
        this.open = open;
    }

    /** Bytes have come; returns by how many to reopen the window, mostly 0. */
    synchronized int consume(int bytes) {
        left -= bytes;
        return top();
    }

    /** From now on the window is kept open; returns by how many to reopen it. */
    synchronized int open() {
        open = true;
        return top();
    }

    private int top() {
        int bytes = open && left < NARROW ? WIDE - left : 0;
        left += bytes;
        return bytes;
    }
}
