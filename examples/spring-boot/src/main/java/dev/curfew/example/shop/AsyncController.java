package dev.curfew.example.shop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.springframework.core.task.TaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Handlers whose answer comes from another thread than the one that they run on. */
@RestController
class AsyncController {

    private final TaskExecutor executor;

    AsyncController(TaskExecutor executor) {
        this.executor = executor;
    }

    /** The thread that runs the callable is the one that is interrupted. */
    @GetMapping("/prices")
    Callable<String> prices() {
        return () -> {
            Thread.sleep(10_000);
            return "Up.\n";
        };
    }

    /** Nobody ever answers. */
    @GetMapping("/orders/{id}/tracking")
    DeferredResult<String> tracking(@PathVariable int id) {
        return new DeferredResult<>();
    }

    /** A stream of events is meant to stay open: it has no deadline. */
    @GetMapping("/offers")
    SseEmitter offers() {
        SseEmitter offers = new SseEmitter();
        executor.execute(() -> {
            try {
                for (int i = 1; i <= 5; i++) {
                    offers.send("Offer " + i);
                    Thread.sleep(300);
                }
                offers.complete();
            } catch (IOException | InterruptedException e) {
                offers.completeWithError(e);
            }
        });
        return offers;
    }

    /** Half of it is with the client when the time is over: the rest must not seem to be there. */
    @GetMapping("/catalog.csv")
    StreamingResponseBody catalog() {
        return out -> {
            for (int page = 1; page <= 100; page++) {
                out.write(("a product of page " + page + "\n").repeat(100).getBytes(StandardCharsets.UTF_8));
                pause();
            }
        };
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
