package dev.curfew.it;

import dev.curfew.it.wire.Protocol;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Runs a test once for each setup: it takes one {@link Setup} as its parameter. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Setups.class)
public @interface EachSetup {

    /** The protocols to run with; all by default. */
    Protocol[] protocols() default {Protocol.HTTP_1_1, Protocol.H2C, Protocol.HTTPS_1_1, Protocol.H2_TLS};

    /** Whether to run on virtual threads too. */
    boolean virtualThreads() default true;
}
