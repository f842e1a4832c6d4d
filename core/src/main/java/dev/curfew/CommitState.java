package dev.curfew;

import java.util.Locale;

/** What is known of the commits of an expired request. */
public enum CommitState {
    /** Nothing that ran through a guarded resource is committed, or will be: to retry is safe, as far as those go. */
    NONE,
    /** Something is committed: an earlier transaction, or a write outside of one. */
    SOME,
    /** A commit is still under way after {@code max-shield}, or ended without an acknowledgement. */
    UNKNOWN;

    /** The word in the timeout answer and in log entries, such as {@code none}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
