package dev.curfew.example.shop;

import dev.curfew.spring.RequestTimeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reports, with timeouts of their own. */
@RestController
@RequestMapping("/reports")
class ReportController {

    private static final String ENDLESS =
            "select count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b" + " where a.x + b.x = 0";

    private final JdbcTemplate jdbc;

    ReportController(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes longer than other requests may, and less than reports may. */
    @GetMapping("/year")
    @RequestTimeout(policy = "reports")
    String year() {
        jdbc.execute("call pause(1500)");
        return "A good year.\n";
    }

    /** A query that never ends, and that no interrupt reaches: cancelled at the deadline. */
    @GetMapping("/sales")
    @RequestTimeout("500ms")
    String sales() {
        return jdbc.queryForObject(ENDLESS, Long.class) + " sales\n";
    }
}
