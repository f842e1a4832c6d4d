package dev.curfew.example.shop;

import dev.curfew.Deadline;
import dev.curfew.spring.NoRequestTimeout;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that compute. */
@RestController
class StockController {

    private static final long THREE_SECONDS = Duration.ofSeconds(3).toNanos();

    /** Goes through its shelves for three seconds and hears nothing; its client need not wait for that. */
    @GetMapping("/recommendations")
    String recommendations() {
        return "Considered " + count(() -> {}) + " products.\n";
    }

    /** Asks at each shelf whether it is still worth while. */
    @GetMapping("/inventory")
    String inventory() {
        return "Counted " + count(Deadline.current()::throwIfExpired) + " products.\n";
    }

    /** Takes its time, and may. */
    @GetMapping("/stocktaking")
    @NoRequestTimeout
    String stocktaking() throws InterruptedException {
        Thread.sleep(1500);
        return "All there.\n";
    }

    private static long count(Runnable atEachShelf) {
        long products = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < THREE_SECONDS) {
            atEachShelf.run();
            products++;
        }
        return products;
    }
}
