package dev.curfew.it.stress;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What one request of the run does, drawn from the run's seed and its number: client and handler know the same.
 *
 * @param number the request's number, which its response carries
 * @param way how the handler makes its response
 * @param reacts whether the handler ends when it is interrupted
 * @param stop how its policy stops it
 * @param workNanos how long the handler works, from its entry on
 * @param length the length of the body
 */
record Script(int number, Way way, boolean reacts, Stop stop, long workNanos, int length) {

    static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int[] LENGTHS = {17, 300, 5_000, 40_000};

    /** How a handler makes its response. */
    enum Way {
        /** By the stream, with its length announced. */
        STREAM,
        /** By the writer. */
        WRITER,
        /** A part is sent before the work, the rest after it. */
        EARLY_FLUSH,
        /** By an error of the app's own. */
        ERROR,
        /** By an exception. */
        EXCEPTION,
        /** By another thread, which completes. */
        ASYNC_COMPLETE,
        /** By another thread, which dispatches back. */
        ASYNC_DISPATCH,
        /** By nobody: the asynchronous request is forgotten. */
        FORGOTTEN
    }

    /** What the policy does at the deadline. */
    enum Stop {
        /** Answers. */
        ABORT,
        /** Answers and interrupts. */
        ABORT_AND_INTERRUPT,
        /** Interrupts, and answers only in place of the failure that comes of it. */
        INTERRUPT
    }

    static Script of(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        Way way = way(random.nextInt(100));
        return new Script(
                number,
                way,
                random.nextBoolean(),
                stop(random.nextInt(100), way),
                work(random),
                LENGTHS[random.nextInt(LENGTHS.length)]);
    }

    private static Stop stop(int percent, Way way) {
        if (percent < 20 && way != Way.FORGOTTEN) {
            return Stop.INTERRUPT;
        }
        return percent < 50 ? Stop.ABORT : Stop.ABORT_AND_INTERRUPT;
    }

    private static Way way(int percent) {
        if (percent < 25) {
            return Way.STREAM;
        } else if (percent < 45) {
            return Way.WRITER;
        } else if (percent < 57) {
            return Way.EARLY_FLUSH;
        } else if (percent < 65) {
            return Way.ERROR;
        } else if (percent < 70) {
            return Way.EXCEPTION;
        } else if (percent < 84) {
            return Way.ASYNC_COMPLETE;
        }
        return percent < 98 ? Way.ASYNC_DISPATCH : Way.FORGOTTEN;
    }

    /** Mostly close to the deadline on either side, sometimes far from it. */
    private static long work(SplittableRandom random) {
        long micros = TimeUnit.NANOSECONDS.toMicros(TIMEOUT_NANOS);
        return TimeUnit.MICROSECONDS.toNanos(
                switch (random.nextInt(10)) {
                    case 0, 1 -> random.nextLong(micros / 2);
                    case 2 -> micros + random.nextLong(micros / 2);
                    default -> micros + random.nextLong(-2_500, 1_500);
                });
    }

    /** The only right body, if the handler's response wins. */
    byte[] body() {
        String unit = "request " + number + " of the run;";
        return unit.repeat(length / unit.length() + 1).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the container may have to make an error page. */
    boolean mayFail() {
        return way == Way.ERROR || way == Way.EXCEPTION || reacts;
    }

    /**
     * Whether a broken response is right: some of it may have been on its way at the deadline. To a container that is also
     * a response that has all of its announced length, or an error to send. (Jetty itself now and then resets one whose
     * handler throws, also without Curfew.)
     */
    boolean mayBeBroken() {
        return (way != Way.WRITER && way != Way.FORGOTTEN) || length > 8_000;
    }
}
