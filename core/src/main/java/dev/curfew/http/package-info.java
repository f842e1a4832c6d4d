/**
 * Deadlines between services: read from the headers of requests that come in, and passed on by calls that go out.
 * Knows no servlet; of the JDK's HTTP client only what goes out needs it.
 */
@NullMarked
package dev.curfew.http;

import org.jspecify.annotations.NullMarked;
