/**
 * Time limiters of resilience4j that end with the request that they limit work for. Nothing outside this package knows
 * resilience4j.
 */
@NullMarked
package dev.curfew.resilience4j;

import org.jspecify.annotations.NullMarked;
