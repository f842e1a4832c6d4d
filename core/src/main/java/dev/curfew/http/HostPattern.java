package dev.curfew.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, or all below a name: {@code orders.internal}, {@code *.example.org}, {@code [::1]:8443}. */
final class HostPattern {

    private static final Pattern FORM = Pattern.compile("(\\*\\.)?([\\w.-]*\\w|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?");
    private static final int ANY_PORT = -1;
    private static final int LAST_PORT = 65_535;

    private final boolean below;
    private final String name;
    private final int port;

    private HostPattern(boolean below, String name, int port) {
        this.below = below;
        this.name = name;
        this.port = port;
    }

    static HostPattern parse(String text) {
        Matcher form = FORM.matcher(text);
        int port = !form.matches() ? LAST_PORT + 1 : form.group(3) == null ? ANY_PORT : Integer.parseInt(form.group(3));
        boolean below = port <= LAST_PORT && form.group(1) != null;
        if (port > LAST_PORT || port == 0 || (below && form.group(2).startsWith("["))) {
            throw new IllegalArgumentException("host: " + text
                    + " (expected: a host such as orders.internal, or *.example.org for all below it, each with or without"
                    + " a port)");
        }
        String name = form.group(2).toLowerCase(Locale.ROOT);
        if (!isKnownToUris(name)) {
            throw new IllegalArgumentException("host: " + text
                    + " (expected: a name that a URI can have, of letters, digits, dots and hyphens; java.net.URI finds no"
                    + " host in any other, so that this one would never be told)");
        }
        return new HostPattern(below, below ? "." + name : name, port);
    }

    private static boolean isKnownToUris(String name) {
        try {
            return new URI("http://" + name).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    boolean matches(String host, int hostPort) {
        String found = host.toLowerCase(Locale.ROOT);
        boolean known = below ? found.length() > name.length() && found.endsWith(name) : found.equals(name);
        return known && (port == ANY_PORT || port == hostPort);
    }
}
