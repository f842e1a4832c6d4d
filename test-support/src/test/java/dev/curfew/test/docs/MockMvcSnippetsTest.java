package dev.curfew.test.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.curfew.test.RequestTimeouts;
import dev.curfew.test.ShopApp;
import dev.curfew.test.Warehouse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.MockMvc;

@SpringBootTest(classes = ShopApp.class)
@AutoConfigureMockMvc
class MockMvcSnippetsTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    RequestTimeouts requestTimeouts;

    @Autowired
    Warehouse warehouse;

    @AfterEach
    void reset() {
        warehouse.reset();
    }

    // snippet begin
    @Test
    void clientOfALateReportIsAnswered() throws Exception {
        requestTimeouts.expireNext("GET", "/report");

        mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());
    }
    // snippet end

    // snippet begin
    @Test
    void exportStopsAtTheRowWhereItsTimeIsOver() throws Exception {
        warehouse.whileReading = requestTimeouts::expireCurrent;

        mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());

        assertThat(warehouse.read).hasValue(1);
    }
    // snippet end
}
