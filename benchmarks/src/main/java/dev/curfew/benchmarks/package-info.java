/**
 * What a deadline costs, measured beside what people would use instead. {@link dev.curfew.benchmarks.Run} measures
 * everything, each cell in a JVM of its own, and writes the page of it.
 */
@NullMarked
package dev.curfew.benchmarks;

import org.jspecify.annotations.NullMarked;
