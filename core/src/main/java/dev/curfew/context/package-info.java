/**
 * The deadline follows the work that Micrometer's context propagation carries to other threads. The library finds what is
 * here by itself.
 */
@NullMarked
package dev.curfew.context;

import org.jspecify.annotations.NullMarked;
