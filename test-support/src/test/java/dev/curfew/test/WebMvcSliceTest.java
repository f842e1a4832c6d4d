package dev.curfew.test;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.test.web.servlet.MockMvc;

/** A slice of the app has the filter too. */
@WebMvcTest
class WebMvcSliceTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    RequestTimeouts requestTimeouts;

    @Test
    void policyOfTheHandlersAnnotationHolds() throws Exception {
        requestTimeouts.expireNext("GET", "/ignore/it");
        mvc.perform(get("/ignore/it")).andExpect(status().isServiceUnavailable());
        mvc.perform(get("/ignore/it")).andExpect(status().isOk());
    }
}
