package dev.curfew.example.shop;

import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders, which are either made and said to be, or neither. */
@RestController
class OrderController {

    private static final long TWO_SECONDS = Duration.ofSeconds(2).toNanos();

    private final JdbcTemplate jdbc;

    OrderController(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Checks the customer for too long and hears nothing; then its commit is refused. */
    @PostMapping("/orders/{product}")
    @Transactional
    public String order(@PathVariable int product) {
        jdbc.update("insert into purchase (product) values (?)", product);
        check();
        return "Yours.\n";
    }

    /** How many there are. */
    @GetMapping("/orders")
    String orders() {
        return jdbc.queryForObject("select count(*) from purchase", Long.class) + " orders\n";
    }

    private static void check() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TWO_SECONDS) {
            Thread.onSpinWait();
        }
    }
}
