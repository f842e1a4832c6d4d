package dev.curfew.it.wire;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A response that is still arriving: filled by the reader, awaited by the test. */
final class IncomingResponse {

    private final long sentNanos = System.nanoTime();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Map.Entry<String, String>> trailers = new ArrayList<>();
    private final List<Integer> interim = new ArrayList<>();
    private int status;
    private long firstByteNanos;
    private long endNanos;
    private Ending ending;
    private long errorCode = -1;

    synchronized void firstByte() {
        if (firstByteNanos == 0) {
            firstByteNanos = System.nanoTime();
            notifyAll();
        }
    }

    synchronized void status(int value) {
        if (value < 200 && value != 101) {
            interim.add(value);
        }
        status = value;
    }

    synchronized void header(String name, String value) {
        headers.add(Map.entry(name.toLowerCase(Locale.ROOT), value));
    }

    synchronized void trailer(String name, String value) {
        trailers.add(Map.entry(name.toLowerCase(Locale.ROOT), value));
    }

    synchronized void data(byte[] bytes, int offset, int length) {
        body.write(bytes, offset, length);
    }

    /** The first ending counts. */
    synchronized void end(Ending how, long code) {
        if (ending == null) {
            ending = how;
            errorCode = code;
            endNanos = System.nanoTime();
            notifyAll();
        }
    }

    void end(Ending how) {
        end(how, -1);
    }

    synchronized boolean hasEnded() {
        return ending != null;
    }

    synchronized int status() {
        return status;
    }

    synchronized Response snapshot() {
        Ending how = ending == null ? Ending.TIMEOUT : ending;
        return new Response(
                status,
                List.copyOf(headers),
                body.toByteArray(),
                List.copyOf(trailers),
                List.copyOf(interim),
                how,
                errorCode,
                sentNanos,
                firstByteNanos,
                endNanos);
    }

    synchronized Response await(Duration timeout) {
        waitFor(timeout, false);
        return snapshot();
    }

    synchronized boolean awaitFirstByte(Duration timeout) {
        waitFor(timeout, true);
        return firstByteNanos != 0;
    }

    private void waitFor(Duration timeout, boolean firstByteIsEnough) {
        long start = System.nanoTime();
        long left = timeout.toNanos();
        try {
            while (left > 0 && ending == null && !(firstByteIsEnough && firstByteNanos != 0)) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
                left = timeout.toNanos() - (System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
