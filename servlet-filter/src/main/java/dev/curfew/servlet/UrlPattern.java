package dev.curfew.servlet;

import org.jspecify.annotations.Nullable;

/** A URL pattern by the rules of Servlet 6.0 §12.2: exact, {@code /prefix/*}, {@code *.ext}, or {@code /} for the rest. */
final class UrlPattern implements Comparable<UrlPattern> {

    private enum Kind {
        EXACT,
        PREFIX,
        EXTENSION,
        DEFAULT
    }

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
                    text + " (expected: a URL pattern: /exact, /prefix/*, *.ext, or / for the rest)");
        }
        return pattern;
    }

    private static @Nullable UrlPattern parseOrNull(String text) {
        if (text.equals("/")) {
            return new UrlPattern(text, Kind.DEFAULT, "");
        }
        if (text.startsWith("*.")) {
            String extension = text.substring(1);
            boolean plain = extension.length() > 1 && extension.indexOf('*') < 0 && extension.indexOf('/') < 0;
            return plain ? new UrlPattern(text, Kind.EXTENSION, extension) : null;
        }
        if (!text.startsWith("/") || text.indexOf('?') >= 0 || text.indexOf(';') >= 0) {
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
            case EXTENSION -> path.endsWith(part) && path.indexOf('/', path.length() - part.length()) < 0;
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
