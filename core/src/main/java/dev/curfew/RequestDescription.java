package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * What a request is called in log entries, reports and snapshots. Holds copies, never objects of a container.
 *
 * @param method what is done, such as {@code GET}
 * @param path what it is done to, without a query string
 * @param route the pattern that the path matched, of which there are few, or null where none is known
 */
public record RequestDescription(
        String method, String path, @Nullable String route) {

    /** A description without a route. */
    public static RequestDescription of(String method, String path) {
        return new RequestDescription(method, path, null);
    }
}
