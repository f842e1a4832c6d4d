/**
 * Deadlines and HTTP: read from the headers of requests that come in; and calls that go out end with the request that they
 * are made for, and tell how long it has. Knows nothing but {@code java.net.http}; other clients have packages of their own.
 */
@NullMarked
package dev.curfew.http;

import org.jspecify.annotations.NullMarked;
