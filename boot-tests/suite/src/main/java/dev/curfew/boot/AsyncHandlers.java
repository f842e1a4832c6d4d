package dev.curfew.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Handlers whose work goes on after their thread has returned. */
@RestController
final class AsyncHandlers {

    private static final int MORE_THAN_A_BUFFER = 50_000;

    private final Gates gates;
    private final Map<String, DeferredResult<String>> results = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<String>> futures = new ConcurrentHashMap<>();
    private final Map<String, SseEmitter> emitters = new ConcurrentHashMap<>();

    AsyncHandlers(Gates gates) {
        this.gates = gates;
    }

    @GetMapping("/patient/callable/{id}")
    Callable<String> callable(@PathVariable("id") String id) {
        return () -> {
            gates.of(id).hold();
            return "let go";
        };
    }

    @GetMapping("/patient/deferred/{id}")
    DeferredResult<String> deferred(@PathVariable("id") String id) {
        return results.computeIfAbsent(id, key -> new DeferredResult<>());
    }

    DeferredResult<String> result(String id) {
        return results.get(id);
    }

    @GetMapping("/patient/future/{id}")
    CompletableFuture<String> future(@PathVariable("id") String id) {
        return futures.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    @GetMapping({"/streaming/{id}", "/patient/streaming/{id}"})
    StreamingResponseBody streaming(@PathVariable("id") String id) {
        return out -> {
            out.write("begun".repeat(MORE_THAN_A_BUFFER).getBytes(StandardCharsets.US_ASCII)); // a flush may do nothing
            gates.of(id).holdThroughInterrupts();
            out.write("late".getBytes(StandardCharsets.US_ASCII));
        };
    }

    @GetMapping(
            path = {"/events/{id}", "/patient/events/{id}"},
            produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@PathVariable("id") String id) throws IOException {
        SseEmitter emitter = new SseEmitter(0L);
        emitters.put(id, emitter);
        emitter.send("one");
        return emitter;
    }

    SseEmitter emitter(String id) {
        return emitters.get(id);
    }
}
