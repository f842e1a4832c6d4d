package dev.curfew.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The request's body, read under the read lease; after an abort every read throws. */
final class GuardedInputStream extends ServletInputStream {

    private final ServletInputStream raw;
    private final Exchange exchange;

    GuardedInputStream(ServletInputStream raw, Exchange exchange) {
        this.raw = raw;
        this.exchange = exchange;
    }

    @Override
    public int read() throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(raw.read());
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public int read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(raw.read(bytes, offset, length));
        } finally {
            exchange.endRead();
        }
    }

    /** A method of Servlet 6.1. The container's own, as its default asks {@link #isReady()} of who reads blocking too. */
    public int read(ByteBuffer buffer) throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(Servlet61.read(raw, buffer));
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public int readLine(byte[] bytes, int offset, int length) throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(raw.readLine(bytes, offset, length));
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public long skip(long count) throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(raw.skip(count));
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public int available() throws IOException {
        exchange.requireRead();
        try {
            return raw.available();
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public void close() throws IOException {
        if (!exchange.beginRead()) {
            throw exchange.timedOut(); // does not count as refused: no response depends on it
        }
        try {
            raw.close();
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public boolean isFinished() {
        return raw.isFinished();
    }

    @Override
    public boolean isReady() {
        // An aborted reader is told that it may read, and learns by the read that it may not.
        return exchange.isAborted() || exchange.body().ready(raw.isReady());
    }

    @Override
    public void setReadListener(ReadListener listener) {
        raw.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                exchange.body().arrived();
                listener.onDataAvailable();
            }

            @Override
            public void onAllDataRead() throws IOException {
                exchange.body().arrived();
                listener.onAllDataRead();
            }

            @Override
            public void onError(Throwable failure) {
                listener.onError(failure);
            }
        });
    }
}
