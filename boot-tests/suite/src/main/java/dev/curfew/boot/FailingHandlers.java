package dev.curfew.boot;

import dev.curfew.Deadline;
import dev.curfew.RequestTimeoutException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that react to their deadline by failing. */
@RestController
final class FailingHandlers {

    private static final long POLL_NANOS = 1_000_000;

    private final Gates gates;

    FailingHandlers(Gates gates) {
        this.gates = gates;
    }

    @GetMapping("/interrupted/{id}")
    String interrupted(@PathVariable("id") String id) throws InterruptedException {
        gates.of(id).hold();
        return "let go";
    }

    @GetMapping("/polite/{id}")
    String polite(@PathVariable("id") String id, Deadline deadline) {
        return workUntilExpired(deadline);
    }

    private static String workUntilExpired(Deadline deadline) {
        while (true) {
            deadline.throwIfExpired();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @GetMapping("/interrupted/callable/{id}")
    Callable<String> callable(@PathVariable("id") String id) {
        return () -> {
            gates.of(id).hold();
            return "let go";
        };
    }

    /** An app that answers for its timeouts itself. */
    @RestController
    static final class OwnAnswer {

        @GetMapping("/polite/own")
        String polite(Deadline deadline) {
            return workUntilExpired(deadline);
        }

        @ExceptionHandler(RequestTimeoutException.class)
        @ResponseStatus(HttpStatus.GATEWAY_TIMEOUT)
        @ResponseBody
        String tooLate() {
            return "too late";
        }
    }

    /** The same by the status and reason of its annotation. */
    @RestController
    static final class OwnError {

        @GetMapping("/polite/own-error")
        String polite(Deadline deadline) {
            return workUntilExpired(deadline);
        }

        @ExceptionHandler(RequestTimeoutException.class)
        @ResponseStatus(code = HttpStatus.GATEWAY_TIMEOUT, reason = "too late")
        void tooLate() {}
    }

    /** An app that knows nothing of timeouts and has one answer for all failures. */
    @RestController
    static final class Unaware {

        private final Gates gates;

        Unaware(Gates gates) {
            this.gates = gates;
        }

        @GetMapping("/polite/unaware")
        String polite(Deadline deadline) {
            return workUntilExpired(deadline);
        }

        /** Of more than any buffer, by a writer that it has had before. */
        @GetMapping("/polite/unaware/large")
        void large(Deadline deadline, HttpServletResponse response) throws IOException {
            PrintWriter writer = response.getWriter();
            try {
                workUntilExpired(deadline);
            } catch (RequestTimeoutException e) {
                response.setStatus(500);
                writer.print("something went wrong".repeat(10_000));
                writer.flush();
            }
        }

        @GetMapping("/interrupted/unaware/{id}")
        String interrupted(@PathVariable("id") String id) throws InterruptedException {
            gates.of(id).hold();
            return "let go";
        }

        @ControllerAdvice(assignableTypes = Unaware.class)
        static final class Advice {

            @ExceptionHandler(Exception.class)
            @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
            @ResponseBody
            String anyFailure() {
                return "something went wrong";
            }
        }
    }
}
