/**
 * For the tests of apps under Curfew: a request expires when the test says so, not when its timeout is over. Works by hand
 * with any {@link dev.curfew.Watchdog}, and as a bean in the tests of a Spring Boot app.
 */
@NullMarked
package dev.curfew.test;

import org.jspecify.annotations.NullMarked;
