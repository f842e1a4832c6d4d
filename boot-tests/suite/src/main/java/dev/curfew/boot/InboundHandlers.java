package dev.curfew.boot;

import dev.curfew.Deadline;
import dev.curfew.spring.RequestTimeout;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that say how much time they have, and who called them. */
@RestController
@RequestMapping("/inbound")
final class InboundHandlers {

    private final AtomicInteger called = new AtomicInteger();

    InboundHandlers() {}

    /** How often any of them was called. */
    int called() {
        return called.get();
    }

    @GetMapping("/left")
    String left(HttpServletRequest request, Deadline deadline) {
        called.incrementAndGet();
        return request.getRemoteAddr() + " " + deadline.remaining().toMillis();
    }

    @GetMapping("/shorter")
    @RequestTimeout("10s")
    String shorter(HttpServletRequest request, Deadline deadline) {
        return left(request, deadline);
    }

    @GetMapping("/longer")
    @RequestTimeout("60s")
    String longer(HttpServletRequest request, Deadline deadline) {
        return left(request, deadline);
    }
}
