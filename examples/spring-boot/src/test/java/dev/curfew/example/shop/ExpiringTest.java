package dev.curfew.example.shop;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.curfew.test.RequestTimeouts;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;

/** How the shop tests its timeouts without waiting for them. */
@SpringBootTest
@AutoConfigureMockMvc
class ExpiringTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    RequestTimeouts requestTimeouts;

    @Test
    void clientOfALateListIsAnswered() throws Exception {
        requestTimeouts.expireNext("GET", "/products");
        mvc.perform(get("/products"))
                .andExpect(status().isServiceUnavailable())
                .andExpect(content().contentType("application/problem+json"));
        mvc.perform(get("/products")).andExpect(status().isOk());
    }

    @Test
    void inventoryStopsAtItsFirstShelf() throws Exception {
        requestTimeouts.expireNext("GET", "/inventory");
        mvc.perform(get("/inventory")).andExpect(status().isServiceUnavailable());
    }
}
