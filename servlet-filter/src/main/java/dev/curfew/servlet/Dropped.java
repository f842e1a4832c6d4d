package dev.curfew.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/** Where the body goes that a failed handler makes after its deadline, and that the timeout answer takes the place of. */
final class Dropped extends ServletOutputStream {

    static final Dropped STREAM = new Dropped();

    private Dropped() {}

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("the body is dropped");
    }

    @Override
    public void write(int value) {}

    @Override
    public void write(byte[] bytes, int offset, int length) {}
}
