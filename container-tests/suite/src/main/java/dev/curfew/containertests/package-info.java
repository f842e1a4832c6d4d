/** The tests that every container must pass. Each container brings its own server and runs them all. */
@NullMarked
package dev.curfew.containertests;

import org.jspecify.annotations.NullMarked;
