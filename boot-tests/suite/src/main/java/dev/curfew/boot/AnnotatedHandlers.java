package dev.curfew.boot;

import dev.curfew.Deadline;
import dev.curfew.Watchdog;
import dev.curfew.spring.NoRequestTimeout;
import dev.curfew.spring.RequestTimeout;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that say which timeout they have. */
@RestController
@RequestMapping("/annotated")
@RequestTimeout("20s")
final class AnnotatedHandlers {

    /** An annotation of the app's own. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @RequestTimeout("22s")
    @interface Quick {}

    private final Watchdog watchdog;
    private final Gates gates;

    AnnotatedHandlers(Watchdog watchdog, Gates gates) {
        this.watchdog = watchdog;
        this.gates = gates;
    }

    private String timeoutOf(Deadline deadline) {
        Duration timeout = watchdog.find(deadline.requestId()).snapshot().timeout();
        return timeout == null ? "none" : timeout.toSeconds() + "s";
    }

    @GetMapping("/class")
    String ofClass(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/method")
    @RequestTimeout("21s")
    String ofMethod(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/meta")
    @Quick
    String ofMetaAnnotation(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/policy")
    @RequestTimeout(policy = "reports")
    String ofPolicy(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/placeholder")
    @RequestTimeout("${app.timeout}")
    String ofPlaceholder(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/none")
    @NoRequestTimeout
    String none(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/routed")
    @RequestTimeout("21s")
    String routed(Deadline deadline) {
        return timeoutOf(deadline);
    }

    @GetMapping("/slow-entry")
    @RequestTimeout("25s")
    String remaining(Deadline deadline) {
        return Long.toString(deadline.remaining().toNanos());
    }

    @GetMapping("/short/{id}")
    @RequestTimeout("300ms")
    String expires(@PathVariable("id") String id) {
        gates.of(id).holdThroughInterrupts();
        return "late";
    }

    /** A class without deadlines. */
    @RestController
    @RequestMapping("/exempt")
    @NoRequestTimeout
    static final class Exempt {

        @GetMapping("/class")
        String ofClass(Deadline deadline) {
            return deadline.isUnlimited() ? "none" : "some";
        }

        @GetMapping("/method")
        @RequestTimeout("21s")
        String ofMethod(Deadline deadline) {
            return deadline.isUnlimited() ? "none" : "some";
        }
    }
}
