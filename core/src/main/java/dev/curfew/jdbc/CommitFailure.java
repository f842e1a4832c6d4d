package dev.curfew.jdbc;

import dev.curfew.CommitResult;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.List;

/** What a failed commit, or one failed write that commits by itself, leaves behind. */
final class CommitFailure {

    /** Classes and codes of failures after which the database has nothing of it. */
    private static final List<String> NOTHING =
            List.of("0A", "21", "22", "23", "25", "40", "42", "44", "54", "55", "57014", "70100", "HYT00");

    private CommitFailure() {}

    static CommitResult resultOf(SQLException e) {
        String state = e.getSQLState();
        if (e instanceof BatchUpdateException || state == null || state.equals("40003")) {
            return CommitResult.UNKNOWN; // of a batch a part may be in
        }
        return NOTHING.stream().anyMatch(state::startsWith) ? CommitResult.NOTHING : CommitResult.UNKNOWN;
    }
}
