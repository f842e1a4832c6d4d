/**
 * Calls of Apache HttpClient 5, for apps that have it on their class path, that end with the request. Nothing outside this package knows Apache HttpClient or
 * this package.
 */
@NullMarked
package dev.curfew.http.apache;

import org.jspecify.annotations.NullMarked;
