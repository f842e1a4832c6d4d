package dev.curfew.jdbc;

import java.util.Locale;
import java.util.regex.Pattern;

/** The text of a statement as far as its words matter. */
final class SqlText {

    private static final Pattern AMBIGUOUS = Pattern.compile("[\\\\#]|--\\S");

    private final String sql;
    private final StringBuilder kept;
    private int at;

    private SqlText(String sql) {
        this.sql = sql;
        kept = new StringBuilder(sql.length());
    }

    /** Whether databases disagree on where its literals and comments end. */
    static boolean isAmbiguous(String sql) {
        return AMBIGUOUS.matcher(sql).find();
    }

    /** In lower case; a blank in place of each comment and literal, a word in place of each quoted name. */
    static String withoutLiterals(String sql) {
        SqlText text = new SqlText(sql);
        while (text.at < sql.length()) {
            text.step();
        }
        return text.kept.toString().toLowerCase(Locale.ROOT);
    }

    private void step() {
        char c = sql.charAt(at);
        if (c == '\'') {
            skip("'", 1);
        } else if (c == '`' || c == '"') {
            skip(String.valueOf(c), 1);
            kept.append("quoted ");
        } else if (sql.startsWith("--", at)) {
            skip("\n", 2);
        } else if (sql.startsWith("/*", at) && !sql.startsWith("/*!", at)) { // MariaDB runs what stands in those
            skip("*/", 2);
        } else if (sql.startsWith("$$", at)) {
            skip("$$", 2);
        } else {
            kept.append(c);
            at++;
        }
    }

    private void skip(String end, int begin) {
        int found = sql.indexOf(end, at + begin);
        at = found < 0 ? sql.length() : found + end.length();
        kept.append(' ');
    }

    /** The first word, behind blanks and parentheses; empty where there is none. */
    static String firstWord(String text) {
        int begin = 0;
        while (begin < text.length() && !Character.isLetter(text.charAt(begin))) {
            if ("{?=".indexOf(text.charAt(begin)) >= 0) {
                return ""; // the escape for procedures
            }
            begin++;
        }
        int end = begin;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(begin, end);
    }
}
