/**
 * Servlets that misbehave in the ways of the field, and some that know their deadline. None of them knows the filter;
 * the deadlines stand in {@code web.xml}.
 */
@NullMarked
package dev.curfew.example;

import org.jspecify.annotations.NullMarked;
