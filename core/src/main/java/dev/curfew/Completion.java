package dev.curfew;

import org.jspecify.annotations.Nullable;

/**
 * How a request's work ended, as far as the adapter knows.
 *
 * @param status the status that the handler set, or 0 where there is none
 * @param failure what the handler threw, or null
 */
public record Completion(int status, @Nullable Throwable failure) {

    private static final Completion NORMAL = new Completion(0, null);

    /** An end of which nothing more is known. */
    public static Completion normal() {
        return NORMAL;
    }

    /** An end with a status. */
    public static Completion of(int status) {
        return new Completion(status, null);
    }

    /** An end by an exception. */
    public static Completion of(Throwable failure) {
        return new Completion(0, failure);
    }

    /** What a log entry says: the exception's class, the status, or {@code returned}. */
    @Override
    public String toString() {
        if (failure != null) {
            return failure.getClass().getName();
        }
        return status == 0 ? "returned" : Integer.toString(status);
    }
}
