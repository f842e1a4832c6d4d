/**
 * The watchdog: every in-flight request has a deadline, and at the deadline its work is stopped and its client answered.
 * Knows no servlet; anything with a beginning, an end and a thread can be watched.
 */
@NullMarked
package dev.curfew;

import org.jspecify.annotations.NullMarked;
