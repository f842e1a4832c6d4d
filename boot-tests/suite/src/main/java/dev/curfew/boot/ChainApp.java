package dev.curfew.boot;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** One of several services that call each other; the last one holds whoever asks it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Gates.class, Spans.class, TracedApp.class})
@RestController
class ChainApp {

    /** What those do that call another service, and the last one. */
    enum Way {
        /** The last one answers at once. */
        OPEN,
        /** The last one does not answer; the others fail when their call does. */
        GIVE_UP,
        /** The last one does not answer; the others do something else when their call fails, which takes long too. */
        FALL_BACK,
        /** As that, but the last one's answer has begun and does not end. */
        DRIP
    }

    private final RestClient client;
    private final Gates gates;
    private final String next;
    private final Map<String, Long> endedNanos = new ConcurrentHashMap<>();

    ChainApp(RestClient.Builder client, Gates gates, @Value("${app.next:}") String next) {
        this.client = client.build();
        this.gates = gates;
        this.next = next;
    }

    @GetMapping("/fast")
    String fast() {
        return "fast";
    }

    @GetMapping("/{way}/{id}/{service}")
    String work(@PathVariable("way") Way way, @PathVariable("id") String id, HttpServletResponse response)
            throws IOException, InterruptedException {
        try {
            return next.isEmpty() ? last(way, id, response) : call(way, id);
        } finally {
            endedNanos.put(id, System.nanoTime());
        }
    }

    private String call(Way way, String id) throws InterruptedException {
        try {
            return client.get().uri(next, way, id).retrieve().body(String.class);
        } catch (RestClientException e) {
            if (way == Way.GIVE_UP) {
                throw e;
            }
            return hold(id);
        }
    }

    private String last(Way way, String id, HttpServletResponse response) throws IOException, InterruptedException {
        return switch (way) {
            case OPEN -> "at once";
            case DRIP -> drip(response.getWriter());
            case GIVE_UP, FALL_BACK -> hold(id);
        };
    }

    private String hold(String id) throws InterruptedException {
        gates.of(id).hold();
        return "let go";
    }

    /** Does not notice when nobody reads. */
    private static String drip(PrintWriter out) throws InterruptedException {
        while (true) {
            out.print('.');
            out.flush();
            Thread.sleep(100);
        }
    }

    /** When the work of this id was over; null while it goes on. */
    Long endedNanos(String id) {
        return endedNanos.get(id);
    }
}
