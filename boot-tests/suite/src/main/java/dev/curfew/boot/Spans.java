package dev.curfew.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.springframework.stereotype.Component;

/** Keeps the spans of an app that have ended, where a leaf has a tracer. */
@Component
final class Spans {

    /** One that has ended. */
    record Span(String traceId, String spanId, Map<String, String> tags) {

        /** Whether it is of this request. */
        boolean isOf(String path) {
            return path.equals(tags.get("http.url"));
        }
    }

    private final List<Span> ended = new CopyOnWriteArrayList<>();

    void add(Span span) {
        ended.add(span);
    }

    /** All that are of requests for this path. */
    List<Span> of(String path) {
        return ended.stream().filter(span -> span.isOf(path)).toList();
    }

    /** The one of the request for this path, once it has ended. */
    Span await(String path) {
        List<Span> found = Awaitility.await("span of " + path)
                .atMost(App.PATIENCE)
                .until(() -> of(path), spans -> !spans.isEmpty());
        return found.get(0);
    }
}
