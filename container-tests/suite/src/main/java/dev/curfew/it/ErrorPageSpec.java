package dev.curfew.it;

/**
 * What is shown for an error.
 *
 * @param status the status, or 0 for an exception
 * @param exception the exception's type, or null for a status
 * @param path what is dispatched to
 */
public record ErrorPageSpec(int status, Class<? extends Throwable> exception, String path) {

    /** For a status. */
    public static ErrorPageSpec of(int status, String path) {
        return new ErrorPageSpec(status, null, path);
    }

    /** For an exception and its subclasses. */
    public static ErrorPageSpec of(Class<? extends Throwable> exception, String path) {
        return new ErrorPageSpec(0, exception, path);
    }
}
