package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.RequestTimeoutException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
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

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ExceptionHandler(RequestTimeoutException.class)
    @interface OnTimeout {}

    static class ByMetaAnnotation {

        @OnTimeout
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
        assertThat(AnsweringHandlers.handlesTimeouts(ByMetaAnnotation.class)).isTrue();
    }

    @Test
    void handlerForAnyExceptionDoesNot() {
        assertThat(AnsweringHandlers.handlesTimeouts(Generic.class)).isFalse();
        assertThat(AnsweringHandlers.handlesTimeouts(Nothing.class)).isFalse();
    }
}
