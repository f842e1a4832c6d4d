package dev.curfew.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The request's body, read under the read lease; after an abort every read throws. */
final class GuardedInputStream extends ServletInputStream {

    private static final @Nullable MethodHandle READ_BUFFER = readBuffer();

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
        if (READ_BUFFER == null) {
            throw new UnsupportedOperationException("ServletInputStream.read(ByteBuffer) is of Servlet 6.1");
        }
        exchange.requireRead();
        try {
            return exchange.unlessAborted((int) READ_BUFFER.invokeExact(raw, buffer));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UndeclaredThrowableException(e); // the method declares no other
        } finally {
            exchange.endRead();
        }
    }

    private static @Nullable MethodHandle readBuffer() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(ServletInputStream.class, "read", MethodType.methodType(int.class, ByteBuffer.class));
        } catch (ReflectiveOperationException e) {
            return null; // the container is of an older Servlet
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
