package dev.curfew.servlet;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** For adapters: the HTTP methods that a configured route is for; one without names is for all. */
public final class RouteMethods {

    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");

    private final Set<String> names;

    private RouteMethods(Set<String> names) {
        this.names = names;
    }

    /**
     * These methods, or all of them where the list is empty.
     *
     * @throws IllegalArgumentException if one is not in upper case, or is named twice; tells the remedy
     */
    public static RouteMethods of(List<String> names) {
        String all = String.join(",", names);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!METHOD.matcher(name).matches()) {
                throw new IllegalArgumentException(all + " (expected: methods in upper case, such as GET,POST)");
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        all + " (expected: each method once; remove the second " + name + ")");
            }
        }
        return new RouteMethods(Set.copyOf(names));
    }

    /** Whether the route is for every method. */
    public boolean isAll() {
        return names.isEmpty();
    }

    /** Whether the route is for this method. */
    public boolean contains(String method) {
        return names.isEmpty() || names.contains(method);
    }

    /** Whether neither of the two goes before the other for some method: both are for all, or both name it. */
    public boolean clashWith(RouteMethods other) {
        return isAll() == other.isAll() && (isAll() || names.stream().anyMatch(other.names::contains));
    }

    /** The names in alphabetical order, with commas; empty for all. */
    @Override
    public String toString() {
        return String.join(",", names.stream().sorted().toList());
    }
}
