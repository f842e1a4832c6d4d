package dev.curfew.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

class UnservedOrdersTest {

    private final TestContextManager manager = new TestContextManager(Users.class);
    private final Users users = new Users();

    /** A test class of a user. */
    @SpringBootTest
    static class Users {

        @Autowired
        RequestTimeouts requestTimeouts;

        @Autowired
        WebApplicationContext context;

        void test() {}
    }

    @BeforeEach
    void prepare() throws Exception {
        manager.prepareTestInstance(users);
        manager.beforeTestMethod(users, method());
    }

    private static Method method() throws NoSuchMethodException {
        return Users.class.getDeclaredMethod("test");
    }

    private void endTest() throws Exception {
        manager.afterTestMethod(users, method(), null);
    }

    @Test
    void testFailsWhoseOrderMetNoRequest() throws Exception {
        MockMvc mvc = MockMvcBuilders.webAppContextSetup(users.context)
                .addFilters(users.context
                        .getBean(org.springframework.boot.web.servlet.FilterRegistrationBean.class)
                        .getFilter())
                .build();
        users.requestTimeouts.expireNext("GET", "/reprot");
        mvc.perform(MockMvcRequestBuilders.get("/report"));
        assertThatThrownBy(this::endTest)
                .isInstanceOf(AssertionError.class)
                .hasMessage("expireNext: no handler began that matches GET /reprot; others that did: GET /report");
        assertThatCode(this::endTest).doesNotThrowAnyException();
    }

    @Test
    void testPassesWithoutOrders() {
        assertThatCode(this::endTest).doesNotThrowAnyException();
    }
}
