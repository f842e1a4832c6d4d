/**
 * The servlet filter: gives each request a deadline, guards its response, and answers its client although the handler is
 * still stuck. Knows no container by name; what only containers can do is in {@code dev.curfew.servlet.container}.
 */
@NullMarked
package dev.curfew.servlet;

import org.jspecify.annotations.NullMarked;
