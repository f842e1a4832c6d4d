package dev.curfew.test;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An app whose timeout of one hour no test can wait for. */
@SpringBootApplication
public class ShopApp {

    @Bean
    Warehouse warehouse() {
        return new Warehouse();
    }
}
