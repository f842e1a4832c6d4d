package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import java.sql.SQLTimeoutException;
import org.jspecify.annotations.Nullable;

/** What code sees whose request has expired. */
final class Refusal {

    /** "Query canceled" of PostgreSQL, which others take over; Spring makes a QueryTimeoutException of it. */
    private static final String SQL_STATE = "57014";

    private Refusal() {}

    /** Throws if work that has not begun is to be refused. */
    static void unlessWanted(CommitFence fence) throws SQLTimeoutException {
        if (fence.refusesWork()) {
            throw of(fence, "nothing more is begun", null);
        }
    }

    static SQLTimeoutException of(CommitFence fence, String what, @Nullable Throwable cause) {
        String text = "Request " + fence.deadline().requestId() + " ran past its timeout: " + what;
        return new SQLTimeoutException(text, SQL_STATE, cause);
    }
}
