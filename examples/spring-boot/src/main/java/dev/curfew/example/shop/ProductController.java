package dev.curfew.example.shop;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Blocking handlers with a database behind them. */
@RestController
class ProductController {

    private final JdbcTemplate jdbc;

    ProductController(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What the shop sells. */
    record Product(int id, String name, int cents) {}

    @GetMapping("/products")
    List<Product> products() {
        return jdbc.query(
                "select id, name, cents from product order by id",
                (row, number) -> new Product(row.getInt("id"), row.getString("name"), row.getInt("cents")));
    }

    /** A query that the database takes ten seconds for; the interrupt ends it. */
    @GetMapping("/products/{id}/reviews")
    List<String> reviews(@PathVariable int id) {
        jdbc.execute("call pause(10000)");
        return jdbc.queryForList("select text from review where product = ?", String.class, id);
    }
}
