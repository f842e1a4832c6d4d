package dev.curfew.servlet;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the body of an aborted request throws at a handler that goes on reading or writing. */
final class AbortedException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int DEEPEST = 100; // causes can go in a circle

    AbortedException(String requestId) {
        super("Request " + requestId + " ran past its timeout; its client has been answered or cut off");
    }

    /** Whether a handler failed only because of it. */
    static boolean causes(@Nullable Throwable failure) {
        Throwable each = failure;
        for (int depth = 0; depth < DEEPEST && each != null; depth++) {
            if (each instanceof AbortedException) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }
}
