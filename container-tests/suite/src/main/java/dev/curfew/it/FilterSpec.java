package dev.curfew.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A filter and how it is mapped.
 *
 * @param name the filter's name in the application
 * @param filter the filter, or null if the container makes it
 * @param className the class the container makes it from, or null
 * @param asyncSupported whether requests behind it may start async work
 * @param dispatches the dispatches it sees
 * @param initParams its init-params
 * @param urlPatterns the paths it sees
 */
public record FilterSpec(
        String name,
        Filter filter,
        String className,
        boolean asyncSupported,
        Set<DispatcherType> dispatches,
        Map<String, String> initParams,
        List<String> urlPatterns) {

    private static final Set<DispatcherType> USUAL =
            EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);

    /** For all paths, async-supported, mapped to REQUEST, ASYNC and ERROR. */
    public static FilterSpec of(String name, Filter filter) {
        return new FilterSpec(name, filter, null, true, USUAL, Map.of(), List.of("/*"));
    }

    /** The same for a filter that the container makes. */
    public static FilterSpec of(String name, String className) {
        return new FilterSpec(name, null, className, true, USUAL, Map.of(), List.of("/*"));
    }

    /** The same without support of async requests. */
    public FilterSpec syncOnly() {
        return new FilterSpec(name, filter, className, false, dispatches, initParams, urlPatterns);
    }

    /** The same for exactly these dispatches. */
    public FilterSpec dispatches(DispatcherType first, DispatcherType... more) {
        return new FilterSpec(
                name, filter, className, asyncSupported, EnumSet.of(first, more), initParams, urlPatterns);
    }

    /** The same with one init-param more. */
    public FilterSpec initParam(String key, String value) {
        Map<String, String> more = new TreeMap<>(initParams);
        more.put(key, value);
        return new FilterSpec(name, filter, className, asyncSupported, dispatches, Map.copyOf(more), urlPatterns);
    }

    /** The same for exactly these paths. */
    public FilterSpec urlPatterns(String... patterns) {
        return new FilterSpec(name, filter, className, asyncSupported, dispatches, initParams, List.of(patterns));
    }
}
