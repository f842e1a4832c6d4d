/**
 * Calls of Feign, for apps that have it on their class path, that end with the request. Nothing outside this package knows Feign or
 * this package.
 */
@NullMarked
package dev.curfew.http.feign;

import org.jspecify.annotations.NullMarked;
