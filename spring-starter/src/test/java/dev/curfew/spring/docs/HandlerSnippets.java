package dev.curfew.spring.docs;

import dev.curfew.Deadline;
import dev.curfew.spring.NoRequestTimeout;
import dev.curfew.spring.RequestTimeout;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What the annotations look like. */
public final class HandlerSnippets {

    private HandlerSnippets() {}

    public record Order(String id) {}

    public interface Orders {

        Order find(String id);

        List<Order> since(Deadline deadline);
    }

    // snippet begin
    @RestController
    @RequestTimeout("5s")
    static class OrderController {

        private final Orders orders;

        OrderController(Orders orders) {
            this.orders = orders;
        }

        @GetMapping("/orders/{id}")
        Order order(@PathVariable("id") String id) {
            return orders.find(id);
        }

        @GetMapping("/reports/orders")
        @RequestTimeout(policy = "reports")
        List<Order> report(Deadline deadline) {
            return orders.since(deadline);
        }

        @GetMapping("/orders/feed")
        @NoRequestTimeout
        List<Order> feed() {
            return orders.since(Deadline.current());
        }
    }
    // snippet end

    public static Class<?> controller() {
        return OrderController.class;
    }
}
