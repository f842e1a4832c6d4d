package dev.curfew.it.undertow;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Undertow's pool, which sees whether a connection is broken off by freeing buffers: another thread may be using them, and
 * then two requests have one buffer.
 */
final class CheckedBuffers implements ByteBufferPool {

    private static final String BREAKER = "dev.curfew.servlet.container.UndertowBreaker";

    private final ByteBufferPool pool;
    private final AtomicInteger freedByBreaker;

    private CheckedBuffers(ByteBufferPool pool, AtomicInteger freedByBreaker) {
        this.pool = pool;
        this.freedByBreaker = freedByBreaker;
    }

    /** A pool as Undertow makes it by itself. */
    static CheckedBuffers create() {
        return new CheckedBuffers(new DefaultByteBufferPool(true, 16 * 1024 - 20, -1, 4), new AtomicInteger());
    }

    void requireNoneFreedByBreaker() {
        if (freedByBreaker.get() > 0) {
            throw new AssertionError(freedByBreaker + " buffers were freed under the threads that use them");
        }
    }

    @Override
    public PooledByteBuffer allocate() {
        return new CheckedBuffer(pool.allocate(), freedByBreaker);
    }

    @Override
    public ByteBufferPool getArrayBackedPool() {
        return new CheckedBuffers(pool.getArrayBackedPool(), freedByBreaker);
    }

    @Override
    public int getBufferSize() {
        return pool.getBufferSize();
    }

    @Override
    public boolean isDirect() {
        return pool.isDirect();
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class CheckedBuffer implements PooledByteBuffer {

        private final PooledByteBuffer buffer;
        private final AtomicInteger freedByBreaker;
        private final Thread user = Thread.currentThread();

        CheckedBuffer(PooledByteBuffer buffer, AtomicInteger freedByBreaker) {
            this.buffer = buffer;
            this.freedByBreaker = freedByBreaker;
        }

        @Override
        public ByteBuffer getBuffer() {
            return buffer.getBuffer();
        }

        @Override
        public boolean isOpen() {
            return buffer.isOpen();
        }

        @Override
        public void close() {
            if (buffer.isOpen() && user != Thread.currentThread() && isCalledByBreaker()) {
                freedByBreaker.incrementAndGet();
            }
            buffer.close();
        }

        private static boolean isCalledByBreaker() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().equals(BREAKER)));
        }
    }
}
