package dev.curfew.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The response's body, written under the write lease; after an abort every write throws. */
final class GuardedOutputStream extends ServletOutputStream {

    private final ServletOutputStream raw;
    private final Exchange exchange;

    GuardedOutputStream(ServletOutputStream raw, Exchange exchange) {
        this.raw = raw;
        this.exchange = exchange;
    }

    @Override
    public boolean isReady() {
        // An aborted writer is told that it may write, and learns by the write that it may not.
        return exchange.isAborted() || raw.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        exchange.nonBlocking();
        raw.setWriteListener(listener);
    }

    private ServletOutputStream out() {
        return exchange.drops() ? Dropped.STREAM : raw;
    }

    @Override
    public void write(int value) throws IOException {
        exchange.requireWrite();
        try {
            exchange.body().writing(1);
            out().write(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        exchange.requireWrite();
        try {
            exchange.body().writing(bytes.length);
            out().write(bytes);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        exchange.requireWrite();
        try {
            exchange.body().writing(length);
            out().write(bytes, offset, length);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void flush() throws IOException {
        exchange.requireWrite();
        try {
            out().flush();
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void close() throws IOException {
        if (exchange.beginWrite()) {
            try {
                exchange.body().closing();
                out().close();
            } finally {
                exchange.endWrite();
            }
        }
    }

    // ---- passed on one by one: containers encode them in ways of their own

    @Override
    public void print(@Nullable String value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(@Nullable String value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void print(boolean value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(boolean value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void print(char value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(char value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void print(int value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(int value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void print(long value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(long value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void print(float value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(float value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void print(double value) throws IOException {
        exchange.requireWrite();
        try {
            out().print(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println(double value) throws IOException {
        exchange.requireWrite();
        try {
            out().println(value);
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void println() throws IOException {
        exchange.requireWrite();
        try {
            out().println();
        } finally {
            exchange.endWrite();
        }
    }
}
