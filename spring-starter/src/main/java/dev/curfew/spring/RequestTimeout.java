package dev.curfew.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long the requests of a controller class or method may take, counted from the beginning of the request. On a method
 * it holds in place of what its class says. A route of the configuration that matches the request has precedence.
 *
 * <pre>{@code
 * @GetMapping("/report")
 * @RequestTimeout("2m")
 * Report report() { … }
 * }</pre>
 *
 * <p>Found before the controller runs. A value that Curfew refuses ends the start of the app.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RequestTimeout {

    /** The timeout, such as {@code 2s} or {@code ${app.report-timeout}}. Default: that of the policy. */
    String value() default "";

    /** The name of a policy below {@code curfew.policies}. Default: the app's own policy. */
    String policy() default "";
}
