package dev.curfew.servlet.docs;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import dev.curfew.servlet.TimeoutResponseWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** What is set up around a watchdog, and work that is no servlet's. */
@SuppressWarnings("try") // a request is for closing only
final class AdapterSnippets {

    private final Consumer<Message> handler;
    private volatile boolean running = true;

    AdapterSnippets(Consumer<Message> handler) {
        this.handler = handler;
    }

    interface Counter {

        void count(String route, TimeoutOutcome outcome);
    }

    record Message(String topic) {}

    // snippet begin
    static TimeoutPolicyResolver byTenant(Map<String, TimeoutPolicy> policies, TimeoutPolicy otherwise) {
        return request -> {
            if (request.getRequestURI().endsWith("/health")) {
                return null;
            }
            String tenant = request.getHeader("X-Tenant");
            TimeoutPolicy own = tenant == null ? null : policies.get(tenant);
            return own == null ? RoutePolicy.of(otherwise) : new RoutePolicy(own, "tenant");
        };
    }
    // snippet end

    static Watchdog counting(Counter counter) {
        // snippet begin
        Watchdog watchdog = Watchdog.builder()
                .listener(report -> {
                    if (report.event() == TimeoutEvent.EXPIRED) {
                        counter.count(report.request().route(), report.outcome());
                    }
                })
                .build();
        // snippet end
        return watchdog;
    }

    void consume(Watchdog watchdog, BlockingQueue<Message> queue) throws InterruptedException {
        // snippet begin
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(30))
                .onTimeout(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT)
                .build();
        while (running) {
            Message message = queue.take();
            try (InFlightRequest request = watchdog.watch(policy, RequestDescription.of("CONSUME", message.topic()))) {
                handle(message);
            }
        }
        // snippet end
    }

    private void handle(Message message) {
        handler.accept(message);
    }

    void stop() {
        running = false;
    }

    static RequestTimeoutFilter withOwnAnswer(Watchdog watchdog, TimeoutPolicyResolver resolver) {
        // snippet begin
        TimeoutResponseWriter writer = (request, response, report) -> {
            response.setContentType("application/json");
            response.getWriter().write("{\"error\":\"timeout\",\"id\":\"" + report.id() + "\"}");
        };
        RequestTimeoutFilter filter = new RequestTimeoutFilter(watchdog, resolver, writer);
        // snippet end
        return filter;
    }

    static void testOfInterruptibleWork(Watchdog watchdog) {
        // snippet begin
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(50))
                .onTimeout(TimeoutAction.INTERRUPT)
                .build();
        try (InFlightRequest request = watchdog.watch(policy, RequestDescription.of("TEST", "take"))) {
            assertThrows(InterruptedException.class, () -> new ArrayBlockingQueue<String>(1).take());
            assertTrue(request.isExpired());
        }
        // snippet end
    }
}
