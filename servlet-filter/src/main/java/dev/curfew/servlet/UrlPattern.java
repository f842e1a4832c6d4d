package dev.curfew.servlet;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL pattern by the rules of Servlet 6.0 §12.2, in decoded form: exact, {@code /prefix/*}, {@code *.ext}, or {@code /}
 * for the rest. The empty string, which is the context root and nothing else, is written {@code ""}, as a line of routes
 * cannot begin with an empty word. An asterisk elsewhere, which the specification takes literally, is refused: who writes
 * {@code /reports*} means something else.
 */
final class UrlPattern implements Comparable<UrlPattern> {

    private enum Kind {
        EXACT,
        PREFIX,
        EXTENSION,
        DEFAULT
    }

    private static final String CONTEXT_ROOT = "\"\"";

    /** A query, path parameters, or what looks like the blank after a pattern and is none, as a no-break space. */
    private static final Pattern FOREIGN = Pattern.compile("[?;\\p{Z}\\p{Cc}]");

    private final String text;
    private final Kind kind;

    /** What the path must equal, begin with or end with. */
    private final String part;

    private UrlPattern(String text, Kind kind, String part) {
        this.text = text;
        this.kind = kind;
        this.part = part;
    }

    /** Reads a pattern. */
    static UrlPattern parse(String text) {
        UrlPattern pattern = parseOrNull(text);
        if (pattern == null) {
            throw new IllegalArgumentException(
                    text
                            + " (expected: a URL pattern: /exact, /prefix/*, *.ext, \"\" for the root alone, or / for the rest)");
        }
        return pattern;
    }

    private static @Nullable UrlPattern parseOrNull(String text) {
        if (FOREIGN.matcher(text).find()) {
            return null;
        }
        if (text.equals("/")) {
            return new UrlPattern(text, Kind.DEFAULT, "");
        }
        if (text.equals(CONTEXT_ROOT)) {
            return new UrlPattern(text, Kind.EXACT, "/");
        }
        if (text.startsWith("*.")) {
            String extension = text.substring(1);
            boolean plain = extension.length() > 1 && extension.indexOf('*') < 0 && extension.indexOf('/') < 0;
            return plain ? new UrlPattern(text, Kind.EXTENSION, extension) : null;
        }
        if (!text.startsWith("/")) {
            return null;
        }
        if (text.endsWith("/*")) {
            String prefix = text.substring(0, text.length() - 2);
            return prefix.indexOf('*') < 0 ? new UrlPattern(text, Kind.PREFIX, prefix) : null;
        }
        return text.indexOf('*') < 0 ? new UrlPattern(text, Kind.EXACT, text) : null;
    }

    boolean matches(String path) {
        return switch (kind) {
            case EXACT -> path.equals(part);
            case PREFIX ->
                path.startsWith(part) && (path.length() == part.length() || path.charAt(part.length()) == '/');
            case EXTENSION -> path.endsWith(part);
            case DEFAULT -> true;
        };
    }

    /** The more specific pattern first: exact, then the longer prefix, then an extension, then the rest. */
    @Override
    public int compareTo(UrlPattern other) {
        int byKind = kind.compareTo(other.kind);
        int byLength = Integer.compare(other.part.length(), part.length());
        if (byKind != 0) {
            return byKind;
        }
        return byLength != 0 ? byLength : text.compareTo(other.text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UrlPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
