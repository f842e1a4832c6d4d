package dev.curfew.it.stress;

import dev.curfew.it.Handler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Does what the script of its request says, and counts how close to the deadline it ended. */
final class StressHandler implements Handler {

    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final long seed;
    private final ScheduledExecutorService others;
    final LongAdder ended = new LongAdder();
    final LongAdder endedClose = new LongAdder();

    StressHandler(long seed, ScheduledExecutorService others) {
        this.seed = seed;
        this.others = others;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) throws Exception {
        Script script = Script.of(seed, numberOf(request));
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            write(script, response);
            return;
        }
        long start = System.nanoTime();
        response.setHeader("X-Number", Integer.toString(script.number()));
        switch (script.way()) {
            case ASYNC_COMPLETE, ASYNC_DISPATCH, FORGOTTEN -> startAsync(script, request, start);
            default -> handleNow(script, response, start);
        }
    }

    static int numberOf(HttpServletRequest request) {
        return Integer.parseInt(request.getPathInfo().substring(1));
    }

    private void handleNow(Script script, HttpServletResponse response, long start) throws Exception {
        int early = script.way() == Script.Way.EARLY_FLUSH ? script.length() / 2 : 0;
        try {
            if (early > 0) {
                response.setContentLength(script.length());
                response.getOutputStream().write(script.body(), 0, early);
                response.flushBuffer();
            }
            work(script, start);
            switch (script.way()) {
                case EARLY_FLUSH -> response.getOutputStream().write(script.body(), early, script.length() - early);
                case ERROR -> response.sendError(555);
                case EXCEPTION -> throw new IllegalStateException("scripted");
                default -> write(script, response);
            }
        } finally {
            countEnd(start);
        }
    }

    private void countEnd(long start) {
        ended.increment();
        if (Math.abs(System.nanoTime() - start - Script.TIMEOUT_NANOS) <= CLOSE_NANOS) {
            endedClose.increment();
        }
    }

    private static void work(Script script, long start) throws InterruptedException {
        long left = script.workNanos() - (System.nanoTime() - start);
        while (left > 0) {
            LockSupport.parkNanos(left);
            if (script.reacts() && Thread.interrupted()) {
                throw new InterruptedException("reacted");
            }
            left = script.workNanos() - (System.nanoTime() - start);
        }
    }

    private void startAsync(Script script, HttpServletRequest request, long start) {
        AsyncContext context = request.startAsync();
        context.setTimeout(TimeUnit.SECONDS.toMillis(30));
        if (script.way() == Script.Way.FORGOTTEN) {
            return;
        }
        long left = script.workNanos() - (System.nanoTime() - start);
        others.schedule(() -> finish(script, context, start), Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    private void finish(Script script, AsyncContext context, long start) {
        try {
            if (script.way() == Script.Way.ASYNC_DISPATCH) {
                context.dispatch();
            } else {
                write(script, (HttpServletResponse) context.getResponse());
                context.complete();
            }
        } catch (IOException e) {
            context.complete(); // as apps do, whether it is too late or not
        } finally {
            countEnd(start);
        }
    }

    private static void write(Script script, HttpServletResponse response) throws IOException {
        if (script.way() == Script.Way.WRITER) {
            response.getWriter().write(new String(script.body(), StandardCharsets.US_ASCII));
            return;
        }
        byte[] body = script.body();
        response.setContentLength(body.length);
        int half = body.length / 2;
        response.getOutputStream().write(Arrays.copyOf(body, half));
        response.getOutputStream().write(body, half, body.length - half);
    }
}
