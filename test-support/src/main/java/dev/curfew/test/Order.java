package dev.curfew.test;

import dev.curfew.RequestDescription;
import java.util.function.Predicate;

/**
 * A request that a test has chosen to expire.
 *
 * @param name how errors call it
 */
record Order(String name, Predicate<RequestDescription> request) {

    boolean matches(RequestDescription description) {
        return request.test(description);
    }
}
