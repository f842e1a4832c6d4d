package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.RequestTimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.ExceptionHandler;

class AnsweringHandlersTest {

    static class ByParameter {

        @ExceptionHandler
        void answer(RequestTimeoutException failure) {}
    }

    static class ByValue {

        @ExceptionHandler(RequestTimeoutException.class)
        void answer() {}
    }

    static class ByAlias {

        @ExceptionHandler(exception = RequestTimeoutException.class)
        void answer() {}
    }

    static class Generic {

        @ExceptionHandler
        void answer(Exception failure) {}
    }

    static class Nothing {}

    @Test
    void handlerThatNamesTheExceptionAnswers() {
        assertThat(AnsweringHandlers.handlesTimeouts(ByParameter.class)).isTrue();
        assertThat(AnsweringHandlers.handlesTimeouts(ByValue.class)).isTrue();
        assertThat(AnsweringHandlers.handlesTimeouts(ByAlias.class)).isTrue();
    }

    @Test
    void handlerForAnyExceptionDoesNot() {
        assertThat(AnsweringHandlers.handlesTimeouts(Generic.class)).isFalse();
        assertThat(AnsweringHandlers.handlesTimeouts(Nothing.class)).isFalse();
    }
}
