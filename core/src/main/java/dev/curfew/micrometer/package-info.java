/**
 * Meters of a watchdog, for apps that have Micrometer on their class path. Nothing outside this package knows Micrometer or
 * this package.
 */
@NullMarked
package dev.curfew.micrometer;

import org.jspecify.annotations.NullMarked;
