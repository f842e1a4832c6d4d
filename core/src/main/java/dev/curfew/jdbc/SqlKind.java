package dev.curfew.jdbc;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement may do to the transaction, by its text. Where the text leaves it open, the worse is taken: to call a read
 * a write makes an answer say too much was committed, never too little.
 */
enum SqlKind {
    /** Changes nothing, as far as its text tells. */
    READ,
    /** A query that calls functions, which may change data: a guess. */
    CALLING,
    /** One statement that changes data, or may; a failed one has changed nothing. */
    WRITE,
    /** A query whose text databases read differently, so that it may be anything: a guess. */
    UNCLEAR,
    /** Whatever else there is, such as procedures, or several statements: a failed one may have done a part. */
    OTHER,
    /** Makes or drops a temporary table, for which some databases commit. */
    TEMPORARY,
    /** Changes the schema, locks tables and the like, which some databases commit at once. */
    SCHEMA,
    /** Sets what some databases commit the open transaction for. */
    SETTING,
    /** Switches auto-commit mode on, which commits. */
    AUTO_COMMIT,
    /** Begins a transaction, for which some databases commit the one that is open. */
    BEGIN,
    /** Commits. */
    COMMIT,
    /** Rolls back, wholly or in part. */
    ROLLBACK;

    private static final Pattern WRITES = Pattern.compile("\\b(insert|update|delete|merge|replace|into|call)\\b");
    private static final Pattern LOCKS = Pattern.compile("\\bfor\\s+(no\\s+key\\s+)?update\\b");
    private static final Pattern CALLS = Pattern.compile("([\\w$.]+)\\s*\\(");
    private static final Pattern COMMITS = Pattern.compile("\\b(commit|end|begin|start)\\b|\\bautocommit\\b");

    private static final Pattern AUTO_COMMIT_OFF = Pattern.compile("autocommit\\b\\s*=?\\s*(0|off|false)\\b");
    private static final Pattern PASSWORD = Pattern.compile("\\s*set\\s+password\\b");
    private static final Pattern TEMPORARY_TABLE =
            Pattern.compile("\\s*(create|drop)\\s+(or\\s+replace\\s+)?temporary\\b");

    /** What may stand before a parenthesis and changes nothing: words of SQL, and functions that only read. */
    private static final Set<String> HARMLESS = Set.of(
            ("select from where and or not in as on join using with recursive union all except intersect values exists any"
                            + " some case when then else between like is having by over filter within group partition"
                            + " distinct only lateral limit offset materialized row array"
                            + " count sum min max avg coalesce nullif cast convert lower upper trim substring substr replace"
                            + " length char_length concat position now current_timestamp current_date extract date_trunc"
                            + " date to_char to_date year month day abs round floor ceil ceiling mod greatest least if ifnull"
                            + " row_number rank dense_rank lag lead first_value last_value ntile string_agg array_agg"
                            + " group_concat listagg json_agg jsonb_agg json_object json_array generate_series"
                            + " system_range unnest varchar char numeric decimal timestamp interval")
                    .split(" "));

    static SqlKind of(String sql) {
        SqlKind kind = ofText(sql);
        return kind.compareTo(WRITE) < 0 && SqlText.isAmbiguous(sql) ? UNCLEAR : kind;
    }

    private static SqlKind ofText(String sql) {
        String text = SqlText.withoutLiterals(sql);
        int end = text.indexOf(';');
        if (end >= 0 && !text.substring(end + 1).isBlank()) {
            return COMMITS.matcher(text).find() ? COMMIT : OTHER;
        }
        return switch (SqlText.firstWord(text)) {
            case "select", "values", "table", "with", "explain" -> ofQuery(text);
            case "show", "describe", "desc", "savepoint", "release", "use" -> READ;
            case "set" -> ofSetting(text);
            case "insert", "update", "delete", "merge", "replace", "upsert" -> WRITE;
            case "begin", "start" -> BEGIN;
            case "commit", "end" -> COMMIT;
            case "rollback", "abort" -> ROLLBACK;
            case "create", "drop" -> TEMPORARY_TABLE.matcher(text).lookingAt() ? TEMPORARY : SCHEMA;
            case "alter", "truncate", "rename", "grant", "revoke", "comment" -> SCHEMA;
            case "lock", "unlock", "analyze", "optimize", "repair", "flush" -> SCHEMA;
            default -> OTHER;
        };
    }

    private static SqlKind ofSetting(String text) {
        if (text.contains("autocommit")) {
            return AUTO_COMMIT_OFF.matcher(text).find() ? BEGIN : AUTO_COMMIT;
        }
        if (text.contains("statement ")) {
            return OTHER;
        }
        if (text.contains("characteristics")) {
            return SETTING; // H2
        }
        return PASSWORD.matcher(text).lookingAt() ? SCHEMA : ofQuery(text);
    }

    private static SqlKind ofQuery(String text) {
        if (WRITES.matcher(LOCKS.matcher(text).replaceAll("")).find()) {
            return WRITE;
        }
        Matcher calls = CALLS.matcher(text);
        while (calls.find()) {
            if (!HARMLESS.contains(calls.group(1))) {
                return CALLING;
            }
        }
        return READ;
    }

    /** Whether it may as well change nothing. */
    boolean isGuess() {
        return this == CALLING || this == UNCLEAR;
    }

    /** The worse of two, for what is done together. */
    SqlKind and(SqlKind other) {
        SqlKind worse = compareTo(other) >= 0 ? this : other;
        return worse == UNCLEAR ? OTHER : worse;
    }
}
