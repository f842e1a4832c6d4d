package dev.curfew.jdbc;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a statement may do to the transaction, by its text. */
enum SqlKind {
    /** Changes nothing, as far as its text tells. */
    READ,
    /** Changes data, or may: whatever is not known to be something else. */
    WRITE,
    /** Changes the schema, which some databases commit at once. */
    SCHEMA,
    /** Commits. */
    COMMIT,
    /** Rolls back, wholly or in part. */
    ROLLBACK;

    private static final Pattern WRITES = Pattern.compile("\\b(insert|update|delete|merge|into|call)\\b");

    static SqlKind of(String sql) {
        int start = start(sql);
        return switch (word(sql, start)) {
            case "select", "values", "table" -> ofQuery(sql.substring(start).toLowerCase(Locale.ROOT));
            case "with", "explain" ->
                WRITES.matcher(sql.toLowerCase(Locale.ROOT)).find() ? WRITE : READ;
            case "show", "describe", "desc", "set", "begin", "start", "savepoint", "release", "use" -> READ;
            case "commit", "end" -> COMMIT;
            case "rollback", "abort" -> ROLLBACK;
            case "create", "alter", "drop", "truncate", "rename", "grant", "revoke", "comment" -> SCHEMA;
            default -> WRITE;
        };
    }

    /** A query without a table calls what it calls for its effect, such as {@code select transfer(1, 2)}. */
    private static SqlKind ofQuery(String lower) {
        boolean calls = lower.indexOf('(') >= 0 && !lower.contains("from");
        return calls || lower.contains(" into ") ? WRITE : READ;
    }

    /** Where the first word begins, behind blanks, comments and parentheses. */
    private static int start(String sql) {
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == '(' || c == ';') {
                at++;
            } else if (sql.startsWith("--", at) || c == '#') {
                at = after(sql, "\n", at);
            } else if (sql.startsWith("/*", at)) {
                at = after(sql, "*/", at);
            } else {
                return at;
            }
        }
        return at;
    }

    private static int after(String sql, String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private static String word(String sql, int start) {
        int end = start;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(start, end).toLowerCase(Locale.ROOT);
    }
}
