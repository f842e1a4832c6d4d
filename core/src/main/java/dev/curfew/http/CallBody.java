package dev.curfew.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, which cannot be read beyond the end of its call. */
final class CallBody extends FilterInputStream {

    private final OutgoingCall call;

    CallBody(OutgoingCall call, InputStream body) {
        super(body);
        this.call = call;
    }

    @Override
    public int read() throws IOException {
        call.throwIfEnded();
        try {
            return checked(in.read());
        } catch (IOException e) {
            throw call.failure(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        call.throwIfEnded();
        try {
            return checked(in.read(bytes, offset, length));
        } catch (IOException e) {
            throw call.failure(e);
        }
    }

    /** Some streams say that they are at their end when they have been closed: that must not look like a whole body. */
    private int checked(int read) throws IOException {
        if (read < 0) {
            call.throwIfEnded();
            call.close();
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        call.throwIfEnded();
        try {
            return in.skip(count);
        } catch (IOException e) {
            throw call.failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            in.close(); // which some clients do by reading the rest
        } catch (IOException e) {
            throw call.failure(e);
        } finally {
            call.close();
        }
    }
}
