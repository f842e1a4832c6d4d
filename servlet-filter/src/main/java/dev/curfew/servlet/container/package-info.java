/**
 * How each servlet container breaks a response off while its handler is still running.
 * No container class is named in byte code: all are reached through the container's own class loader.
 */
@NullMarked
package dev.curfew.servlet.container;

import org.jspecify.annotations.NullMarked;
