package dev.curfew.servlet;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response's body as text, written under the write lease. As a {@code PrintWriter} throws nothing, an aborted one
 * does nothing and reports the error by {@link #checkError()}. Each method is passed on as it is, under no monitor: a
 * virtual thread that is blocked in a write pins no carrier.
 */
final class GuardedWriter extends PrintWriter {

    private final PrintWriter raw;
    private final Exchange exchange;

    GuardedWriter(PrintWriter raw, Exchange exchange) {
        super(Writer.nullWriter());
        this.raw = raw;
        this.exchange = exchange;
    }

    private void write(Runnable write) {
        if (exchange.beginWrite()) {
            try {
                if (!exchange.drops()) {
                    write.run();
                }
            } finally {
                exchange.endWrite();
            }
        }
    }

    @Override
    public boolean checkError() {
        if (!exchange.beginWrite()) {
            return true;
        }
        try {
            return raw.checkError();
        } finally {
            exchange.endWrite();
        }
    }

    @Override
    public void write(int value) {
        write(() -> raw.write(value));
    }

    @Override
    public void write(char[] chars) {
        write(() -> raw.write(chars));
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        write(() -> raw.write(chars, offset, length));
    }

    @Override
    public void write(String text) {
        write(() -> raw.write(text));
    }

    @Override
    public void write(String text, int offset, int length) {
        write(() -> raw.write(text, offset, length));
    }

    @Override
    public void flush() {
        write(() -> raw.flush());
    }

    @Override
    public void close() {
        write(() -> {
            exchange.body().closing();
            raw.close();
        });
    }

    @Override
    public void print(boolean value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(boolean value) {
        write(() -> raw.println(value));
    }

    @Override
    public void print(char value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(char value) {
        write(() -> raw.println(value));
    }

    @Override
    public void print(int value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(int value) {
        write(() -> raw.println(value));
    }

    @Override
    public void print(long value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(long value) {
        write(() -> raw.println(value));
    }

    @Override
    public void print(float value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(float value) {
        write(() -> raw.println(value));
    }

    @Override
    public void print(double value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(double value) {
        write(() -> raw.println(value));
    }

    @Override
    public void print(char[] value) {
        write(() -> raw.print(value));
    }

    @Override
    public void print(@Nullable String value) {
        write(() -> raw.print(value));
    }

    @Override
    public void print(@Nullable Object value) {
        write(() -> raw.print(value));
    }

    @Override
    public void println(char[] value) {
        write(() -> raw.println(value));
    }

    @Override
    public void println(@Nullable String value) {
        write(() -> raw.println(value));
    }

    @Override
    public void println(@Nullable Object value) {
        write(() -> raw.println(value));
    }

    @Override
    public void println() {
        write(() -> raw.println());
    }

    @Override
    public PrintWriter printf(String format, @Nullable Object... arguments) {
        write(() -> raw.printf(format, arguments));
        return this;
    }

    @Override
    public PrintWriter printf(@Nullable Locale locale, String format, @Nullable Object... arguments) {
        write(() -> raw.printf(locale, format, arguments));
        return this;
    }

    @Override
    public PrintWriter format(String format, @Nullable Object... arguments) {
        write(() -> raw.format(format, arguments));
        return this;
    }

    @Override
    public PrintWriter format(@Nullable Locale locale, String format, @Nullable Object... arguments) {
        write(() -> raw.format(locale, format, arguments));
        return this;
    }

    @Override
    public PrintWriter append(char value) {
        write(() -> raw.append(value));
        return this;
    }

    @Override
    public PrintWriter append(@Nullable CharSequence text) {
        write(() -> raw.append(text));
        return this;
    }

    @Override
    public PrintWriter append(@Nullable CharSequence text, int start, int end) {
        write(() -> raw.append(text, start, end));
        return this;
    }
}
