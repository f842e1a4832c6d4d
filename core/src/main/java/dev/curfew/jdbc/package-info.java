/**
 * A {@code DataSource} whose work ends with the request: its statements are cancelled at the deadline, its commits decided
 * against it. Knows nothing but {@code java.sql} and {@code javax.sql}.
 */
@NullMarked
package dev.curfew.jdbc;

import org.jspecify.annotations.NullMarked;
