package dev.curfew.example.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the shop. */
@SpringBootApplication
public class ShopApplication {

    /** Takes Spring Boot's arguments, such as {@code --server.port=0}. */
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }
}
