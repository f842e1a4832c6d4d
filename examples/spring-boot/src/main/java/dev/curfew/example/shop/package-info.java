/**
 * A small shop whose handlers take too long, each in a way of its own. All that it says about timeouts is in
 * {@code application.yml} and in three annotations.
 */
@NullMarked
package dev.curfew.example.shop;

import org.jspecify.annotations.NullMarked;
