package dev.curfew.servlet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The request's body as text, read under the read lease; after an abort every read throws. */
final class GuardedReader extends BufferedReader {

    private final BufferedReader raw;
    private final Exchange exchange;

    GuardedReader(BufferedReader raw, Exchange exchange) {
        super(raw, 1); // its own buffer is never used
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
    public int read(char[] chars, int offset, int length) throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(raw.read(chars, offset, length));
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public @Nullable String readLine() throws IOException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(raw.readLine());
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
    public boolean ready() throws IOException {
        exchange.requireRead();
        try {
            return raw.ready();
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public void close() throws IOException {
        exchange.requireRead();
        try {
            raw.close();
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public boolean markSupported() {
        return raw.markSupported();
    }

    @Override
    public void mark(int limit) throws IOException {
        raw.mark(limit);
    }

    @Override
    public void reset() throws IOException {
        raw.reset();
    }

    @Override
    public Stream<String> lines() {
        Spliterator<String> lines =
                Spliterators.spliteratorUnknownSize(new Lines(), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(lines, false);
    }

    private final class Lines implements Iterator<String> {

        private @Nullable String next;

        @Override
        public boolean hasNext() {
            try {
                next = next == null ? readLine() : next;
                return next != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            String line = next;
            next = null;
            return line;
        }
    }
}
