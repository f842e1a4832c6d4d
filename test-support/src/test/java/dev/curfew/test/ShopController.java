package dev.curfew.test;

import dev.curfew.Deadline;
import dev.curfew.RequestTimeoutException;
import dev.curfew.spring.NoRequestTimeout;
import dev.curfew.spring.RequestTimeout;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** Handlers that meet their deadline in different ways. */
@RestController
class ShopController {

    private final Warehouse warehouse;

    ShopController(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @GetMapping("/report")
    String report(Deadline deadline) {
        int rows = 0;
        for (int i = 0; i < 3; i++) {
            deadline.throwIfExpired();
            rows = warehouse.readRow();
        }
        return rows + " rows";
    }

    @GetMapping("/wait")
    String await() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    @GetMapping("/flag")
    String flag() {
        return Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted";
    }

    @GetMapping("/hang")
    @RequestTimeout(policy = "answered")
    String hang() {
        warehouse.hang();
        return "too late";
    }

    @GetMapping("/ignore/{name}")
    @RequestTimeout(policy = "answered")
    String ignore(@PathVariable("name") String name) {
        return name;
    }

    @GetMapping("/logged")
    @RequestTimeout(policy = "logged")
    String logged(Deadline deadline) {
        deadline.throwIfExpired();
        return deadline.isExpired() ? "expired, and done" : "done";
    }

    @GetMapping("/free")
    @NoRequestTimeout
    String free() {
        return "done";
    }

    @GetMapping("/callable")
    Callable<String> callable() {
        return () -> report(Deadline.current());
    }

    @GetMapping("/deferred")
    @RequestTimeout(policy = "answered")
    DeferredResult<String> deferred() {
        return new DeferredResult<>();
    }

    /** Answers its timeouts itself. */
    @RestController
    static class Orders {

        @GetMapping("/orders/{id}")
        String order(@PathVariable("id") String id, Deadline deadline) {
            deadline.throwIfExpired();
            return "order " + id;
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.ACCEPTED)
        String late(RequestTimeoutException e) {
            return "still at work";
        }
    }
}
