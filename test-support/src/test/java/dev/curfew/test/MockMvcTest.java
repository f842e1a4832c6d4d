package dev.curfew.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;

/** The handler runs on the test's own thread. */
@SpringBootTest
@AutoConfigureMockMvc
class MockMvcTest {

    @Autowired
    MockMvc mvc;

    @Autowired
    RequestTimeouts requestTimeouts;

    @Autowired
    Warehouse warehouse;

    @AfterEach
    void nothingIsLeft() {
        warehouse.reset();
        assertThat(Thread.interrupted()).as("a flag that is left").isFalse();
    }

    @Test
    void handlerThatAsksIsStopped() throws Exception {
        requestTimeouts.expireNext("GET", "/report");
        mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());
        assertThat(warehouse.read).hasValue(0);
    }

    @Test
    void itIsStoppedAtTheRowWhereAStubLetsItExpire() throws Exception {
        warehouse.whileReading = () -> {
            if (warehouse.read.get() == 1) {
                requestTimeouts.expireCurrent();
            }
        };
        mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());
        assertThat(warehouse.read).hasValue(2);
    }

    @Test
    void onlyTheNextRequestExpires() throws Exception {
        requestTimeouts.expireNext("GET", "/report");
        mvc.perform(get("/ignore/it")).andExpect(status().isOk());
        mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());
        mvc.perform(get("/report"))
                .andExpect(status().isOk())
                .andExpect(content().string("3 rows"));
    }

    @Test
    void methodMustMatch() throws Exception {
        requestTimeouts.expireNext("GET", "/report");
        mvc.perform(head("/report")).andExpect(status().isOk());
        mvc.perform(get("/report")).andExpect(status().isServiceUnavailable());
    }

    @Test
    void exceptionHandlerOfTheAppAnswers() throws Exception {
        requestTimeouts.expireNext("GET", "/orders/{id}");
        mvc.perform(get("/orders/7"))
                .andExpect(status().isAccepted())
                .andExpect(content().string("still at work"));
    }

    @Test
    void waitingHandlerIsInterrupted() throws Exception {
        requestTimeouts.expireNext(request -> request.path().startsWith("/w"));
        mvc.perform(get("/wait")).andExpect(status().isServiceUnavailable());
    }

    @Test
    void interruptHasComeWhenTheHandlerBegins() throws Exception {
        for (int i = 0; i < 200; i++) {
            requestTimeouts.expireNext("GET", "/flag");
            mvc.perform(get("/flag")).andExpect(content().string("interrupted"));
        }
    }

    @Test
    void policyOfTheHandlersAnnotationHolds() throws Exception {
        requestTimeouts.expireNext("GET", "/ignore/{name}");
        mvc.perform(get("/ignore/it"))
                .andExpect(status().isServiceUnavailable())
                .andExpect(content().contentTypeCompatibleWith("application/problem+json"));
    }

    @Test
    void underLogNothingChanges() throws Exception {
        requestTimeouts.expireNext("GET", "/logged");
        mvc.perform(get("/logged"))
                .andExpect(status().isOk())
                .andExpect(content().string("expired, and done"));
    }

    @Test
    void requestWithoutDeadlineCannotExpire() {
        requestTimeouts.expireNext("GET", "/free");
        assertThatThrownBy(() -> mvc.perform(get("/free")))
                .hasRootCauseInstanceOf(AssertionError.class)
                .rootCause()
                .hasMessageStartingWith("GET /free (RUNNING) has no deadline that could pass");
    }

    @Test
    void callableIsStoppedOnItsOwnThread() throws Exception {
        requestTimeouts.expireNext("GET", "/callable");
        MvcResult started = mvc.perform(get("/callable")).andReturn();
        mvc.perform(asyncDispatch(started)).andExpect(status().isServiceUnavailable());
        assertThat(warehouse.read).hasValue(0);
    }

    @Test
    void deferredResultIsAnsweredForTheHandler() throws Exception {
        MvcResult started = mvc.perform(get("/deferred")).andReturn();
        requestTimeouts.expireInFlight("GET", "/deferred");
        assertThat(started.getResponse().getStatus()).isEqualTo(503);
    }
}
